// Fastify with schemas on both sides, pg with named statements, ioredis with one script.
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import { createVerifier } from "fast-jwt";
import { Redis } from "ioredis";
import pg from "pg";

const environment = process.env;
const pool = new pg.Pool({ connectionString: environment.BENCH_DATABASE_URL, max: 10 });
const columns = "id, email, full_name, role, status, created_at, updated_at";
const statements = {
  get: `SELECT ${columns} FROM users WHERE id = $1 AND deleted_at IS NULL`,
  newest: `SELECT ${columns} FROM users WHERE deleted_at IS NULL ORDER BY id DESC LIMIT $1`,
  rename: readFileSync(new URL("../rename.sql", import.meta.url), "utf8"),
};
const consumers = environment.BENCH_CONSUMERS.split(" ").filter(Boolean);
const query = async (name, values) =>
  (await pool.query({ name, text: statements[name], values })).rows;

// Changes the name and publishes the event, in one transaction.
const rename = async (id, fullName, requestId) => {
  const client = await pool.connect();
  const values = [id, fullName, requestId, consumers];
  try {
    await client.query("BEGIN");
    const changed = await client.query({ name: "rename", text: statements.rename, values });
    await client.query("COMMIT");
    return changed.rows[0];
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
};

const limit = 60_000_000;
const microseconds = 60_000_000;
const sessionKnown = 30_000;
const redis = new Redis(environment.REDIS_URL, { lazyConnect: true });
redis.defineCommand("guard", {
  numberOfKeys: 2,
  lua: readFileSync(new URL("../../../../impl/storage/redis/guard.lua", import.meta.url), "utf8"),
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
  const [state, , , wait] = await redis.guard(
    `bench:limit:${claims.sub}`,
    `bench:session:${claims.sid}`,
    sessionKnown,
    limit,
    microseconds / limit,
  );
  if (state !== 1) return reply.code(401).send({ title: "Unauthorized", status: 401 });
  if (wait > 0) return reply.code(429).send({ title: "Too Many Requests", status: 429 });
};

const user = {
  type: "object",
  properties: {
    id: { type: "string", format: "uuid" },
    email: { type: "string" },
    full_name: { type: "string" },
    role: { type: "string" },
    status: { type: "string" },
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
const patch = {
  type: "object",
  additionalProperties: false,
  minProperties: 1,
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
  const mac = createHmac("sha256", environment.CURSOR_SECRET).update(`listUsers -created_at  \n${payload}`);
  return `${payload}.${mac.digest().subarray(0, 16).toString("base64url")}`;
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
    const rows = await query("newest", [size + 1]);
    const items = rows.slice(0, size);
    return { items, next_cursor: rows.length > size ? signCursor(items.at(-1).id) : null };
  },
);

app.patch(
  "/api/v1/users/:id",
  {
    onRequest: allow("users:write"),
    schema: { params: byId, body: patch, response: { 200: user } },
  },
  async (request, reply) => {
    const changed = await rename(request.params.id, request.body.full_name, request.id);
    return changed ?? reply.code(404).send({ title: "User not found", status: 404 });
  },
);

await app.listen({ host: "127.0.0.1", port: Number(environment.PORT) });
