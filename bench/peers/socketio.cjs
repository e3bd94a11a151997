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

// What lies in RAM, without the heap that is free: Node gives that back when it likes, so it says nothing of the sockets.
function memory() {
  for (const _ of [1, 2]) globalThis.gc();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  return String(rss - heapTotal + heapUsed);
}

async function main() {
  const http = createServer(({ url }, response) => response.end(url === "/memory" ? memory() : "ready"));
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
  http.listen(Number(port), "127.0.0.1");
}

main();
