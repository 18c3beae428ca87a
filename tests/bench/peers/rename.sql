-- The service's change of a name: $1 id, $2 name, $3 request id, $4 names of consumers.
WITH changed AS (
  UPDATE users SET full_name = $2, updated_at = now()
  WHERE id = $1 AND deleted_at IS NULL
  RETURNING id, email, full_name, role, status, created_at, updated_at
), shown AS (
  SELECT id, email, full_name, role, status,
    to_char(timezone('UTC', created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at,
    to_char(timezone('UTC', updated_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at
  FROM changed
), event AS (
  INSERT INTO outbox (key, type, version, payload, request_id)
  SELECT 'user:' || id, 'user.updated', 1, to_jsonb(shown), $3 FROM shown
  RETURNING id, key
), progress AS (
  INSERT INTO event_progress (event_id, consumer, key)
  SELECT event.id, consumer, event.key FROM event, unnest($4::text[]) AS consumer
)
SELECT * FROM changed
