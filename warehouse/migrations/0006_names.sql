-- What others call a source: a JSON list.
ALTER TABLE source ADD COLUMN aliases VARCHAR;

-- What a concept is called in English, for people: views join it. The first label of a concept stays.
CREATE TABLE concept (
    concept VARCHAR PRIMARY KEY,
    label VARCHAR NOT NULL,
    kind VARCHAR NOT NULL
);
