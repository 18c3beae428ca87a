/** Server-sent events (HTML, "Server-sent events"), as they arrive. */

import type {
  ServerSentEventsOptions,
  ServerSentEventsResult,
} from '../gen/core/serverSentEvents.gen.js';

/** Send the request, as any call is sent; its events are read as they are asked for. */
export async function readEvents(
  options: ServerSentEventsOptions,
): Promise<ServerSentEventsResult> {
  const { fetch, onRequest, serializedBody, url } = options;
  const request = await onRequest!(url, { ...options, body: serializedBody ?? null });
  const response = await fetch!(request);
  return { stream: received(response, options) };
}

async function* received(
  { body }: Response,
  { onSseError, onSseEvent, signal }: ServerSentEventsOptions,
): AsyncGenerator<unknown, void> {
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let begun = '';
  let hasEnded = false; // with a carriage return, which may be half of an end
  let event: Record<string, string> = {};
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return; // an event without an end is none
      const lines = (begun + (hasEnded ? value.replace(/^\n/, '') : value)).split(/\r\n|\n|\r/);
      begun = lines.pop()!;
      hasEnded = value.endsWith('\r');
      for (const line of lines) {
        if (line) {
          const [, name, text] = /^([^:]*):? ?(.*)/.exec(line)!;
          event[name!] = name === 'data' && 'data' in event ? `${event['data']}\n${text}` : text!;
          continue;
        }
        const { data: text, event: kind, id, retry } = event;
        event = {};
        if (!text) continue;
        const data = parsed(text);
        onSseEvent?.({ data, event: kind, id, retry: retry && Number(retry) } as never);
        yield data;
      }
    }
  } catch (error) {
    if (!signal?.aborted) onSseError?.(error);
    throw error;
  } finally {
    reader.cancel().catch(() => {}); // who stops listening hangs up
  }
}

/** JSON, or a text that is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
