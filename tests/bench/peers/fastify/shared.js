// What both servers share: pg with named statements, ioredis with one script, the log, the errors.
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

const refusal = (statusCode, message) => Object.assign(new Error(message), { statusCode });

// Checks token, session and limit; throws what the request is refused with.
export const admit = async (request, scope) => {
  let claims;
  try {
    claims = verify(request.headers.authorization.slice(7));
  } catch {
    throw refusal(401, "Unauthorized");
  }
  if (!claims.scope.split(" ").includes(scope)) throw refusal(403, "Forbidden");
  const [state, , , wait] = await redis.guard(
    `bench:limit:${claims.sub}`,
    `bench:session:${claims.sid}`,
    sessionKnown,
    limit,
    microseconds / limit,
  );
  if (state !== 1) throw refusal(401, "Unauthorized");
  if (wait > 0) throw refusal(429, "Too Many Requests");
};

const signCursor = (position) => {
  const payload = Buffer.from(JSON.stringify([position])).toString("base64url");
  const mac = createHmac("sha256", environment.CURSOR_SECRET).update(`listUsers -created_at  \n${payload}`);
  return `${payload}.${mac.digest().subarray(0, 16).toString("base64url")}`;
};

export const getLiveness = async () => ({ status: "ok" });

export const getUser = async (id) => {
  const [found] = await query("get", [id]);
  if (!found) throw refusal(404, "User not found");
  return found;
};

export const listUsers = async (size) => {
  const rows = await query("newest", [size + 1]);
  const items = rows.slice(0, size);
  return { items, next_cursor: rows.length > size ? signCursor(items.at(-1).id) : null };
};

export const updateUser = async (id, body, requestId) => {
  const changed = await rename(id, body.full_name, requestId);
  if (!changed) throw refusal(404, "User not found");
  return changed;
};

export const createApp = () => {
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
  return app;
};

export const serve = (app) =>
  app.listen({ host: "127.0.0.1", port: Number(environment.PORT) });
