-- What has expired is removed when a run ends.
CREATE INDEX storage_expiring ON storage (expires_at) WHERE owner IS NULL;
