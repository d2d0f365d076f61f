/** Tables of the stand-in's database file; documents cluster by partition, as they are read. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS starts (number INTEGER PRIMARY KEY AUTOINCREMENT);
  CREATE TABLE IF NOT EXISTS databases (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE
  );
  CREATE TABLE IF NOT EXISTS containers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    database INTEGER NOT NULL REFERENCES databases (number) ON DELETE CASCADE,
    id TEXT NOT NULL,
    definition TEXT NOT NULL,
    UNIQUE (database, id)
  );
  CREATE TABLE IF NOT EXISTS documents (
    container INTEGER NOT NULL REFERENCES containers (number) ON DELETE CASCADE,
    partition TEXT NOT NULL,
    id TEXT NOT NULL,
    record_number INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (container, partition, id)
  ) WITHOUT ROWID;
`;
