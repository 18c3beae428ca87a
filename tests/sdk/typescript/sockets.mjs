// The WebSocket of the document: what each function returns is what its test compares.

/** Log in as an administrator, open a socket with a ticket, subscribe and ping. */
export async function subscribed({ connect, createTicket, logIn, sockets }, baseUrl) {
  const body = { email: 'admin@example.com', password: 'correct horse battery staple' };
  const { data: pair } = await logIn({ client: connect({ baseUrl }), body });
  const admin = connect({ baseUrl, credentials: { bearer: pair.access_token } });
  const { data } = await createTicket({ client: admin });
  const client = connect({ baseUrl, credentials: { apiKeys: { ticket: data.ticket } } });
  const socket = await sockets.connect({ client });
  socket.send({ type: 'subscribe', channel: 'users' });
  const answers = [(await socket.receive()).type];
  socket.send({ type: 'ping' });
  answers.push((await socket.receive()).type);
  socket.close();
  return answers;
}

/** What a refused handshake throws. */
export async function refused({ connect, sockets }, baseUrl) {
  const client = connect({ baseUrl, credentials: { apiKeys: { ticket: 'worn-out' } } });
  return sockets.connect({ client }).then(() => 'opened', (error) => error.name);
}

/** The types of all messages, and how the socket ended. */
export async function all({ connect, sockets, SocketClosed, UnexpectedMessage }, baseUrl) {
  const socket = await sockets.connect({ client: connect({ baseUrl }) });
  const types = [];
  try {
    for await (const message of socket) types.push(message.type);
  } catch (error) {
    if (error instanceof SocketClosed) return [...types, error.code, error.reason];
    if (error instanceof UnexpectedMessage) return [...types, error.content];
    throw error;
  }
  return types;
}
