-- The tables of one queue. The schema is the queue: every statement here runs with search_path set to it.
-- The state of an item is derived: in ready -> waiting, in lease -> leased or expired, in dead -> dead, else completed.

create table settings (
    singleton boolean primary key default true check (singleton),
    epoch integer not null default 1 check (epoch between 1 and 500000),
    -- The server's history that the epoch accounts for, as the names of WAL files begin; a promotion begins another.
    timeline text not null default left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
    paused boolean not null default false,
    lease_mode text not null default 'renewable' check (lease_mode in ('renewable', 'doubling')),
    exponent_cap smallint not null default 10 check (exponent_cap between 0 and 30),
    lease_max interval not null default '7 days' check (lease_max > interval '0'),
    run_max interval check (run_max > interval '0'),
    attempts_max integer check (attempts_max > 0),
    backoff_base interval not null default '1 second' check (backoff_base >= interval '0'),
    backoff_max interval not null default '1 hour' check (backoff_max >= interval '0'),
    retention interval not null default '7 days' check (retention >= interval '0'),
    payload_max integer not null default 1048576 check (payload_max > 0)
);
insert into settings default values;

-- Fencing tokens. The upper bits are the epoch: bump_epoch() moves the sequence on, so nobody has to read the epoch.
create sequence fence as bigint start with 17592186044417 minvalue 17592186044417;

create table item (
    id bigint generated always as identity primary key,
    run_at timestamptz not null,
    created_at timestamptz not null,
    parent_id bigint,
    priority smallint not null,
    key text collate "C" not null check (octet_length(key) between 1 and 2048),
    payload jsonb,
    creator text,
    unique (key)
) with (fillfactor = 95);

-- Rows are inserted and deleted, never updated, so that acquiring costs one short index range. Whoever takes one row reads all entries of a page
-- of the index, so the pages hold fewer.
create table ready (
    priority smallint not null check (priority between 0 and 3),
    run_at timestamptz not null,
    id bigint not null,
    attempt integer not null default 0,
    exponent smallint not null default 0,
    primary key (priority, run_at, id) with (fillfactor = 50)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 1, autovacuum_analyze_threshold = 50000);

-- lease_until has no index: a renewal stays on its page.
create table lease (
    id bigint primary key,
    token bigint not null,
    acquired_at timestamptz not null,
    lease_until timestamptz not null,
    attempt integer not null,
    exponent smallint not null,
    priority smallint not null,
    holder text not null,
    successors text[]
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0,
        autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 1, autovacuum_analyze_threshold = 50000);

create table dead (
    id bigint primary key,
    died_at timestamptz not null,
    attempt integer not null,
    exponent smallint not null,
    priority smallint not null,
    token bigint not null,
    holder text not null,
    reason text
);
create index dead_died_at on dead (died_at, id);

-- What ended leases. Event: C completed, S completed with successors, F failed and to be retried, D dead, R redriven.
create table history (
    at timestamptz not null,
    id bigint not null,
    token bigint not null,
    attempt integer not null,
    event "char" not null,
    holder text not null,
    detail text,
    successors text[]
) partition by range (at);
create index history_id on history (id);
create table history_default partition of history default with (autovacuum_vacuum_insert_threshold = -1);

-- Hints, not data, in microseconds since 1970: unlogged, so that a crash resets them to "nothing is known", and never rolled back.
-- seek_N: no row of that priority in ready has, or can still get, a smaller run_at. tick_at, tick_xid: see tend().
-- skip: where the last row was taken, priority << 52 | run_at. Not a bound: rows can be left or appear before it.
create unlogged sequence seek_0 as bigint minvalue 0 start with 0;
create unlogged sequence seek_1 as bigint minvalue 0 start with 0;
create unlogged sequence seek_2 as bigint minvalue 0 start with 0;
create unlogged sequence seek_3 as bigint minvalue 0 start with 0;
create unlogged sequence skip as bigint minvalue 0 start with 0;
create unlogged sequence tick_at as bigint minvalue 0 start with 0;
create unlogged sequence tick_xid as bigint minvalue 0 start with 0;
create unlogged sequence tended_at as bigint minvalue 0 start with 0;
create unlogged sequence swept_at as bigint minvalue 0 start with 0;
create unlogged sequence expiry_at as bigint minvalue 0 start with 0;
create unlogged sequence hungry as bigint minvalue 0 start with 0;
create unlogged sequence notified_at as bigint minvalue 0 start with 0;

-- Counts of what happens seldom; the rest is counted by the server (metrics).
create unlogged sequence failures as bigint;
create unlogged sequence deaths as bigint;
create unlogged sequence redrives as bigint;
create unlogged sequence releases as bigint;
create unlogged sequence undone as bigint;
