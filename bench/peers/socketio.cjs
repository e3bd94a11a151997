// Socket.IO with a Redis adapter: a room of two, the sender gets an ack. Arguments: port, streams|pubsub, Redis socket.
const { createServer } = require("node:http");
const { Server } = require("socket.io");
const { createClient } = require("redis");
const streams = require("@socket.io/redis-streams-adapter");
const pubsub = require("@socket.io/redis-adapter");

const [port, kind, path] = process.argv.slice(2);

async function client() {
  const it = createClient({ socket: { path } });
  await it.connect();
  return it;
}

async function adapter() {
  if (kind === "streams") return streams.createAdapter(await client());
  return pubsub.createAdapter(await client(), await client());
}

async function main() {
  const http = createServer((_, response) => response.end("ready"));
  const io = new Server(http, { transports: ["websocket"], adapter: await adapter() });
  io.on("connection", (socket) => {
    socket.on("join", (room, done) => {
      socket.join(room);
      done();
    });
    socket.on("msg", (message, done) => {
      socket.to(message.room).emit("msg", message);
      done(message.id);
    });
  });
  process.on("SIGUSR2", () => globalThis.gc()); // before memory is read
  http.listen(Number(port), "127.0.0.1");
}

main();
