CREATE TABLE links (
    id TEXT PRIMARY KEY, key_id TEXT NOT NULL, institution TEXT NOT NULL, access_mode TEXT NOT NULL, status TEXT NOT NULL,
    refresh_rate TEXT, external_id TEXT, created_by TEXT NOT NULL, created_at TEXT NOT NULL, last_accessed_at TEXT,
    behavior TEXT NOT NULL, refreshed_at TEXT, next_refresh_at TEXT
);
CREATE INDEX links_by_created_at ON links (key_id, created_at, id);
CREATE INDEX links_by_institution ON links (institution);
CREATE INDEX links_by_next_refresh_at ON links (next_refresh_at);
CREATE TABLE institutions (
    name TEXT PRIMARY KEY, display_name TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL,
    country_code TEXT NOT NULL, website TEXT
);
CREATE TABLE institution_resources (institution TEXT NOT NULL, resource TEXT NOT NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sessions (
    id TEXT PRIMARY KEY, key_id TEXT NOT NULL, link TEXT NOT NULL, request TEXT NOT NULL, expires_at TEXT NOT NULL
);
CREATE INDEX sessions_by_link ON sessions (link);
