// Fastify with schemas on both sides, pg with named statements, ioredis with one script.
import { createHmac, randomBytes, randomUUID } from "node:crypto";
import Fastify from "fastify";
import { createVerifier } from "fast-jwt";
import { Redis } from "ioredis";
import pg from "pg";

const environment = process.env;
const pool = new pg.Pool({ connectionString: environment.BENCH_DATABASE_URL, max: 10 });
const columns = "id, email, full_name, created_at, updated_at";
const statements = {
  get: `SELECT ${columns} FROM users WHERE id = $1 AND deleted_at IS NULL`,
  newest: `SELECT ${columns} FROM users WHERE deleted_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2`,
  add: `INSERT INTO users (id, email, full_name) VALUES ($1, $2, $3) RETURNING ${columns}`,
};
const aboveAll = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const query = async (name, values) =>
  (await pool.query({ name, text: statements[name], values })).rows;

const limited = Boolean(environment.BENCH_LIMITED);
const limit = 1_000_000;
const redis = new Redis(environment.REDIS_URL, { lazyConnect: true });
redis.defineCommand("sessionAndLimit", {
  numberOfKeys: 2,
  lua: `
local alive = redis.call('EXISTS', KEYS[1])
local used = redis.call('INCR', KEYS[2])
if used == 1 then redis.call('EXPIRE', KEYS[2], 60) end
return {alive, used}
`,
});

const verify = createVerifier({
  key: environment.JWT_SECRET_KEY,
  algorithms: ["HS256"],
  allowedAud: environment.JWT_AUDIENCE,
  allowedIss: environment.JWT_ISSUER,
  cache: true,
});

const allow = (scope) => async (request, reply) => {
  let claims;
  try {
    claims = verify(request.headers.authorization.slice(7));
  } catch {
    return reply.code(401).send({ title: "Unauthorized", status: 401 });
  }
  if (!claims.scope.split(" ").includes(scope)) {
    return reply.code(403).send({ title: "Forbidden", status: 403 });
  }
  if (limited) {
    const [, used] = await redis.sessionAndLimit(`session:${claims.sub}`, `limit:${claims.sub}`);
    if (used > limit) return reply.code(429).send({ title: "Too Many Requests", status: 429 });
  }
};

const user = {
  type: "object",
  properties: {
    id: { type: "string", format: "uuid" },
    email: { type: "string" },
    full_name: { type: "string" },
    created_at: { type: "string", format: "date-time" },
    updated_at: { type: "string", format: "date-time" },
  },
};
const page = {
  type: "object",
  properties: {
    items: { type: "array", items: user },
    next_cursor: { type: ["string", "null"] },
  },
};
const newUser = {
  type: "object",
  additionalProperties: false,
  required: ["email", "full_name"],
  properties: {
    email: { type: "string", format: "email", minLength: 3, maxLength: 254 },
    full_name: { type: "string", minLength: 1, maxLength: 100 },
  },
};
const byId = { type: "object", properties: { id: { type: "string", format: "uuid" } } };
const paging = {
  type: "object",
  additionalProperties: false,
  properties: { limit: { type: "integer", minimum: 1, maximum: 100, default: 20 } },
};

const signCursor = (position) => {
  const payload = Buffer.from(JSON.stringify([position])).toString("base64url");
  const mac = createHmac("sha256", environment.CURSOR_SECRET).update(`listUsers\n${payload}`);
  return `${payload}.${mac.digest().subarray(0, 16).toString("base64url")}`;
};

const uuid7 = () => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

const app = Fastify({
  logger: true,
  disableRequestLogging: true,
  genReqId: () => randomUUID(),
  ajv: { customOptions: { removeAdditional: false } },
});
app.addHook("onSend", async (request, reply) => {
  reply.header("x-request-id", request.id);
});
app.addHook("onResponse", async (request, reply) => {
  request.log.info({
    method: request.method,
    path: request.url,
    status: reply.statusCode,
    milliseconds: reply.elapsedTime,
  });
});
app.setErrorHandler((error, request, reply) => {
  const status = error.validation ? 422 : (error.statusCode ?? 500);
  return reply.code(status).send({ title: error.message, status });
});

const liveness = { type: "object", properties: { status: { type: "string" } } };
app.get("/livez", { schema: { response: { 200: liveness } } }, async () => ({ status: "ok" }));

app.get(
  "/api/v1/users/:id",
  { onRequest: allow("users:read"), schema: { params: byId, response: { 200: user } } },
  async (request, reply) => {
    const [found] = await query("get", [request.params.id]);
    return found ?? reply.code(404).send({ title: "User not found", status: 404 });
  },
);

app.get(
  "/api/v1/users",
  { onRequest: allow("users:read"), schema: { querystring: paging, response: { 200: page } } },
  async (request) => {
    const size = request.query.limit;
    const rows = await query("newest", [aboveAll, size + 1]);
    const items = rows.slice(0, size);
    return { items, next_cursor: rows.length > size ? signCursor(items.at(-1).id) : null };
  },
);

app.post(
  "/api/v1/users",
  { onRequest: allow("users:write"), schema: { body: newUser, response: { 201: user } } },
  async (request, reply) => {
    const { email, full_name: fullName } = request.body;
    const [created] = await query("add", [uuid7(), email, fullName]);
    return reply.code(201).header("location", `/api/v1/users/${created.id}`).send(created);
  },
);

await app.listen({ host: "127.0.0.1", port: Number(environment.PORT) });
