// Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.

import type { ProblemType } from './runtime/errors.js';

/** The version of this SDK. */
export const VERSION = "0.1.0";
/** The version of the API that it was made for. */
export const API_VERSION = "0.2.0";

export const agent = "users-service/0.1.0 (API 0.2.0)";

/** The problems that the API declares: `error.is(problems.emailTaken)`. */
export const problems = {
  /** The password is on the list of common passwords, or known from a breach. */
  commonPassword: { status: 400, type: "urn:problem-type:common-password" },
  /** Another account has this e-mail address. */
  emailTaken: { status: 409, type: "urn:problem-type:email-taken" },
  /** No active account has this e-mail address and password. */
  invalidCredentials: { status: 401, type: "urn:problem-type:invalid-credentials" },
  /** The refresh token is invalid, was used before, or its session has ended. */
  invalidRefreshToken: { status: 401, type: "urn:problem-type:invalid-refresh-token" },
  /** Your account has no such session, or the session has ended. */
  sessionNotFound: { status: 404, type: "urn:problem-type:session-not-found" },
  /** The current password is wrong. */
  wrongPassword: { status: 403, type: "urn:problem-type:wrong-password" },
  /** The cursor was altered, or belongs to another list. */
  invalidCursor: { status: 400, type: "urn:problem-type:invalid-cursor" },
  /** There is no such user. */
  userNotFound: { status: 404, type: "urn:problem-type:user-not-found" },
  /** The URL does not lead to a public server on the Internet. */
  webhookUrlRefused: { status: 400, type: "urn:problem-type:webhook-url-refused" },
  /** There is no such webhook. */
  webhookNotFound: { status: 404, type: "urn:problem-type:webhook-not-found" },
  /** The webhook has no such delivery, or there is no such webhook. */
  webhookDeliveryNotFound: { status: 404, type: "urn:problem-type:webhook-delivery-not-found" },
} as const satisfies Record<string, ProblemType>;

/** The operations that anybody may call, without credentials. */
export const publicOperations: readonly string[] = [
  "GET /livez",
  "GET /readyz",
  "GET /startupz",
  "GET /.well-known/jwks.json",
  "POST /api/v1/auth/register",
  "POST /api/v1/auth/login",
  "POST /api/v1/auth/token",
  "POST /api/v1/auth/refresh",
];

/** The operations that are read page by page: `pages(listUsers, { client })`. */
export const pagedOperations: readonly string[] = [
  "GET /api/v1/users",
  "GET /api/v1/webhooks",
  "GET /api/v1/webhooks/{id}/deliveries",
];

/** What the path of every operation begins with. */
export const basePath: string = "";

/** Where the next pair of tokens comes from, and the member of the body for the refresh token. */
export const refresh: { path: string; member: string } | undefined = {"path": "/api/v1/auth/refresh", "member": "refresh_token"};
