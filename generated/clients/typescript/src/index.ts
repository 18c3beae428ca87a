// Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.

export * from './gen/sdk.gen.js';
export type * as schemas from './gen/types.gen.js';
export type { Client } from './gen/client/index.js';
export { connect } from './runtime/connect.js';
export type { LogLine, Options as ConnectOptions } from './runtime/connect.js';
export {
  ApiError,
  ConnectionFailed,
  ErrorResponse,
  HttpError,
  TimedOut,
  UnexpectedResponse,
} from './runtime/errors.js';
export type { ProblemType, Reason } from './runtime/errors.js';
export { pages } from './runtime/pages.js';
export type { Sending } from './runtime/sending.js';
export { Tokens } from './runtime/tokens.js';
export type { Credentials, TokenPair } from './runtime/tokens.js';
export * as sockets from './sockets.js';
export { SocketClosed, UnexpectedMessage } from './runtime/sockets.js';
export type { Socket, SocketOptions } from './runtime/sockets.js';
export { SignatureInvalid, verify as verifyWebhook } from './runtime/webhooks.js';
export { API_VERSION, VERSION, pagedOperations, problems, publicOperations } from './tables.js';
