/** Bodies that are no JSON: fields in the styles of the document, and values one after the other. */

/** How a field of a form is written, as a query parameter of that style is. */
export interface FieldStyle {
  style: string;
  explode: boolean;
}

type Styles = Record<string, FieldStyle>;

/** A name, and the texts that a separator joins. */
type Field = [name: string, texts: string[], separator: string];

const SEPARATORS: Record<string, string> = { spaceDelimited: ' ', pipeDelimited: '|' };

/** JSON Lines and NDJSON. */
export const lines = {
  bodySerializer: (body: unknown): string => framed(body, ''),
};

/** JSON text sequences (RFC 7464). */
export const records = {
  bodySerializer: (body: unknown): string => framed(body, '\u001e'),
};

/** A urlencoded form; separators are not encoded, as the texts between them are. */
export function styledForm(styles: Styles): { bodySerializer: (body: unknown) => string } {
  const bodySerializer = (body: unknown): string => {
    const pairs: string[] = [];
    for (const [name, value] of members(body)) {
      for (const [field, texts, separator] of fields(name, value, styles[name])) {
        const joined = texts.map(encodeURIComponent).join(encodeURI(separator));
        pairs.push(`${encodeURIComponent(field)}=${joined}`);
      }
    }
    return pairs.join('&');
  };
  return { bodySerializer };
}

/** A multipart form, in whose parts nothing is encoded. */
export function styledParts(styles: Styles): { bodySerializer: (body: unknown) => FormData } {
  const bodySerializer = (body: unknown): FormData => {
    const data = new FormData();
    for (const [name, value] of members(body)) {
      if (styles[name] === undefined) {
        for (const item of Array.isArray(value) ? value : [value]) {
          data.append(name, item instanceof Blob ? item : text(item));
        }
      } else {
        for (const [field, texts, separator] of fields(name, value, styles[name])) {
          data.append(field, texts.join(separator));
        }
      }
    }
    return data;
  };
  return { bodySerializer };
}

function framed(body: unknown, start: string): string {
  if (typeof body === 'string') return body;
  const items = (body as unknown[]).map((item) => `${start}${JSON.stringify(item)}\n`);
  return items.join('') || start || '\n'; // an empty text would be no body at all
}

function members(body: unknown): [string, unknown][] {
  const all = Object.entries(body as Record<string, unknown>);
  return all.filter(([, value]) => value !== undefined && value !== null);
}

function fields(name: string, value: unknown, style: FieldStyle | undefined): Field[] {
  if (style?.style === 'deepObject') return deep(Array.isArray(value) ? `${name}[]` : name, value);
  const explode = style === undefined || style.explode;
  if (Array.isArray(value)) {
    if (explode) return value.map((item): Field => [name, [text(item)], '']);
    return [[name, value.map(text), SEPARATORS[style?.style ?? ''] ?? ',']];
  }
  if (style === undefined || !isObject(value)) return [[name, [text(value)], '']];
  const own = members(value);
  if (explode) return own.map(([key, member]): Field => [key, [text(member)], '']);
  const flat = own.flatMap(([key, member]) => [key, text(member)]);
  return [[name, flat, SEPARATORS[style.style] ?? ',']];
}

function deep(name: string, value: unknown): Field[] {
  if (Array.isArray(value)) return value.flatMap((item) => deep(name, item));
  if (!isObject(value)) return [[name, [text(value)], '']];
  return members(value).flatMap(([key, member]) => deep(`${name}[${key}]`, member));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}
