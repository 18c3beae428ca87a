// Generated from openapi/openapi.yaml by `exactapi sdk` 0.2; do not edit.

import type * as schemas from './gen/types.gen.js';
import { openSocket } from './runtime/sockets.js';
import type { Socket, SocketOptions } from './runtime/sockets.js';

/** GET /ws: Follow events over a WebSocket. */
export function connect(options: SocketOptions): Promise<Socket<schemas.ClientMessage, schemas.ServerMessage>> {
  return openSocket({ url: "/ws", subprotocols: ["events.v1"], keys: [["ticket"]] }, options);
}
