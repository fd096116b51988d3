CREATE TABLE webhooks (
    id TEXT PRIMARY KEY, key_id TEXT NOT NULL, url TEXT NOT NULL, "authorization" TEXT, created_at TEXT NOT NULL
);
CREATE INDEX webhooks_by_key ON webhooks (key_id);
-- The deliveries of a link to a webhook are sent in the order of their numbers.
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, key_id TEXT NOT NULL, webhook TEXT NOT NULL, link TEXT NOT NULL, number BIGINT NOT NULL,
    type TEXT NOT NULL, code TEXT NOT NULL, status TEXT NOT NULL, payload TEXT NOT NULL, created_at TEXT NOT NULL,
    attempt_count BIGINT NOT NULL, next_attempt_at TEXT
);
CREATE UNIQUE INDEX deliveries_by_number ON deliveries (link, webhook, number);
CREATE INDEX deliveries_by_next_attempt_at ON deliveries (next_attempt_at);
CREATE INDEX deliveries_by_key ON deliveries (key_id, created_at, id);
CREATE TABLE attempts (
    delivery TEXT NOT NULL, number BIGINT NOT NULL, sent_at TEXT NOT NULL, response_status BIGINT, error TEXT,
    PRIMARY KEY (delivery, number)
);
