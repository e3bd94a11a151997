// The small faults that one TypeScript module can hold: an operator, a constant or a statement changed, one at a time.
// Types, names of properties, and the sentences of what is thrown are left alone: only people or the compiler read them.
import { parseAst } from "vite";

const COMPARED = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "==": ["!="],
  "!=": ["=="],
};
const COMPUTED = {
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "&": "|",
  "|": "&",
  "^": "&",
  "<<": ">>",
  ">>": "<<",
  ">>>": "<<",
  "**": "*",
};
const NAMED = {
  __proto__: null,
  min: "max",
  some: "every",
  startsWith: "endsWith",
  floor: "ceil",
  trimStart: "trimEnd",
  toUpperCase: "toLowerCase",
};
for (const [before, after] of Object.entries(NAMED)) NAMED[after] = before;
const LEFT_OUT = new Set(["filter", "sort", "toSorted", "reverse", "toReversed", "trim", "slice", "concat"]);

export const parse = (path, source) => parseAst(source, { lang: path.endsWith("x") ? "tsx" : "ts" });

/** Every fault of a module in the order of its source: `{ name, start, end, text }`, `text` put between the two. */
export function mutants(path, source) {
  const found = [];
  const names = new Map();
  visit(parse(path, source), null, "", [], (node, where) => {
    for (const change of changes(node, source)) {
      const place = { start: node.start, end: node.end, ...change };
      const name = named(path, where, source, node, place);
      const count = (names.get(name) ?? 0) + 1;
      names.set(name, count);
      found.push({ ...place, name: count > 1 ? `${name} #${count}` : name });
    }
  });
  return found;
}

export const planted = (source, { start, end, text }) => source.slice(0, start) + text + source.slice(end);

function named(path, where, source, node, { start, end, text }) {
  const line = source
    .slice(source.lastIndexOf("\n", node.start - 1) + 1)
    .split("\n", 1)[0]
    .trim();
  const now = source.slice(node.start, start) + text + source.slice(end, node.end);
  return `${[path, ...where].join(" ")} | ${line} | ${shown(source.slice(node.start, node.end))} → ${shown(now)}`;
}

function shown(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length <= 60 ? line : `${line.slice(0, 40)}…${line.slice(-19)}`;
}

// --- where a fault may be ---

/** Calls `see` for each node that runs. `where` names the functions and classes around it. */
export function visit(node, parent, key, where, see) {
  if (leftAlone(node, parent, key)) return;
  see(node, where, parent, key);
  const inside = nameOf(node, parent);
  const around = inside ? [...where, inside] : where;
  for (const [field, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (child && typeof child === "object" && typeof child.type === "string")
        visit(child, node, field, around, see);
  }
}

function leftAlone(node, parent, key) {
  if (/^(TS(?!AsExpression|NonNullExpression|SatisfiesExpression)|Import|ExportAll)/.test(node.type))
    return true;
  if (node.type === "ImportExpression" || key === "source") return true;
  if (key === "key" && !parent.computed) return true;
  return parent?.type === "ThrowStatement" && node.type === "NewExpression" && isProse(node);
}

const isProse = (call) =>
  call.arguments.some((each) => /Literal$/.test(each.type) && /\s/.test(JSON.stringify(each)));

function nameOf(node, parent) {
  if (/^(FunctionDeclaration|ClassDeclaration)$/.test(node.type)) return node.id?.name;
  if (node.type === "MethodDefinition" || node.type === "PropertyDefinition") return node.key.name;
  const isFunction = /^(ArrowFunctionExpression|FunctionExpression)$/.test(node.type);
  return isFunction && parent?.type === "VariableDeclarator" ? parent.id.name : undefined;
}

// --- what a fault makes of it ---

const CHANGES = {
  BinaryExpression: compare,
  LogicalExpression: combine,
  UnaryExpression: unary,
  UpdateExpression: ({ prefix, operator }, text) => {
    const other = operator === "++" ? "--" : "++";
    return [prefix ? other + text.slice(2) : text.slice(0, -2) + other];
  },
  Literal: literal,
  TemplateLiteral: (_node, text) => (text === "``" ? [] : ["``"]),
  ConditionalExpression: ({ consequent, alternate }, _text, of) => [
    `(${of(consequent)})`,
    `(${of(alternate)})`,
  ],
  IfStatement: ({ test }) => [at(test, "true"), at(test, "false")],
  WhileStatement: ({ test }) => [at(test, "false")],
  ForStatement: ({ test }) => (test ? [at(test, "false")] : []),
  ReturnStatement: ({ argument }) => (argument ? ["return undefined;"] : []),
  ArrowFunctionExpression: ({ body, expression }) => (expression ? [at(body, "undefined")] : []),
  ThrowStatement: () => [";"],
  ExpressionStatement: ({ expression, directive }) =>
    directive || expression.type === "Literal" ? [] : [";"],
  AssignmentExpression: assign,
  CallExpression: call,
  MemberExpression: member,
};

const at = ({ start, end }, text) => ({ start, end, text });

function changes(node, source) {
  const of = ({ start, end }) => source.slice(start, end);
  const made = CHANGES[node.type]?.(node, of(node), of, source) ?? [];
  return made.map((each) => (typeof each === "string" ? { text: each } : each));
}

/** Only the operator changes; brackets stay where they are. */
function between({ left, operator, right }, other, source) {
  const gap = source.slice(left.end, right.start);
  const start = left.end + gap.indexOf(operator);
  return { start, end: start + operator.length, text: other };
}

function compare(node, _text, _of, source) {
  const { operator } = node;
  const now = COMPARED[operator] ?? (COMPUTED[operator] ? [COMPUTED[operator]] : []);
  return now.map((each) => between(node, each, source));
}

function combine({ left, operator, right }, _text, of) {
  if (operator === "??") return [`(${of(left)})`, `(${of(right)})`];
  return [`((${of(left)}) ${operator === "&&" ? "||" : "&&"} (${of(right)}))`];
}

function unary({ operator, argument }, _text, of) {
  return operator === "!" || operator === "-" ? [`(${of(argument)})`] : [];
}

function literal({ value, regex }) {
  if (regex) return [];
  if (typeof value === "boolean") return [`${!value}`];
  if (typeof value === "number") return [`${value + 1}`];
  return typeof value === "string" ? [value ? '""' : '"x"'] : [];
}

function assign(node, _text, _of, source) {
  const other = node.operator.length > 1 && COMPUTED[node.operator.slice(0, -1)];
  return other ? [between(node, `${other}=`, source)] : [];
}

function call({ callee }, _text, of) {
  return callee.type === "MemberExpression" && LEFT_OUT.has(callee.property.name) ? [of(callee.object)] : [];
}

function member({ object, property, computed, optional }, _text, of) {
  if (computed) return optional ? [`${of(object)}[${of(property)}]`] : [];
  const other = NAMED[property.name];
  return [
    ...(optional ? [`${of(object)}.${property.name}`] : []),
    ...(other ? [`${of(object)}.${other}`] : []),
  ];
}
