-- Which numbered files of this folder the warehouse has had, and which definitions its marts were built from.
create table schema_step (number integer primary key);
create table mart_built (name varchar primary key, fingerprint varchar not null);
