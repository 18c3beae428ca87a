-- What the service writes beside a change: $1 key, $2 payload, $3 request id, $4 names of consumers.
WITH event AS (
  INSERT INTO outbox (key, type, version, payload, request_id)
  VALUES ($1, 'user.updated', 1, $2, $3)
  RETURNING id, key
)
INSERT INTO event_progress (event_id, consumer, key)
SELECT event.id, consumer, event.key FROM event, unnest($4::text[]) AS consumer
RETURNING event_id
