// fastify-openapi-glue: routes and their checks are made of the document that Connexion reads, too.
import { fileURLToPath } from "node:url";
import openapiGlue from "fastify-openapi-glue";
import { admit, createApp, getLiveness, getUser, listUsers, serve, updateUser } from "./shared.js";

const handlers = {
  get_liveness: getLiveness,
  get_user: async (request) => getUser(request.params.user_id),
  list_users: async (request) => listUsers(request.query.limit),
  update_user: async (request) => updateUser(request.params.user_id, request.body, request.id),
};

const app = createApp();
await app.register(openapiGlue, {
  specification: fileURLToPath(new URL("../connexion_peer/openapi.yaml", import.meta.url)),
  // Its operationIds are paths to Connexion's functions.
  operationResolver: (operationId) => handlers[operationId.split(".").at(-1)],
  securityHandlers: {
    reader: (request) => admit(request, "users:read"),
    writer: (request) => admit(request, "users:write"),
  },
});
await serve(app);
