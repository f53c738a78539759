-- For the owner of the queue only.

create function pause() returns void language sql volatile security definer set search_path from current as $$ update settings set paused = true $$;
create function resume() returns void language sql volatile security definer set search_path from current as $$ update settings set paused = false $$;

-- To be called after a failover that may have lost transactions: every lease ends, every token from before is refused, and no token is given twice.
create function bump_epoch() returns integer language plpgsql volatile security definer set search_path from current as $$
declare
    v_epoch integer;
begin
    update settings set epoch = epoch + 1, timeline = left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) returning epoch into v_epoch;
    -- First the sequence, then the lock, which waits for those that took a token before: none escapes the update.
    perform setval('fence'::regclass, greatest((v_epoch::bigint << 44) + 1, pg_sequence_last_value('fence'::regclass)));
    lock table lease in exclusive mode;
    update lease set token = nextval('fence'::regclass), lease_until = '-infinity' where token < v_epoch::bigint << 44;
    perform setval(s, 0) from unnest(array['seek_0'::regclass, 'seek_1'::regclass, 'seek_2'::regclass, 'seek_3'::regclass, 'skip'::regclass, 'expiry_at'::regclass]) s;
    return v_epoch;
end $$;

-- Dead items back to work, the oldest first, with no attempts counted: those given, or those whose reason is like p_reason, spread evenly over p_spread.
create function redrive(p_limit integer default 1000, p_ids bigint[] default null, p_reason text default null, p_spread interval default '0')
returns integer language plpgsql volatile security definer set search_path from current set jit = off as $$
declare
    v_now timestamptz := stamp();
    v_count integer;
begin
    with f as (
        select d.id from dead d where (p_ids is null or d.id = any (p_ids)) and (p_reason is null or d.reason like p_reason)
            order by d.died_at, d.id limit p_limit for update skip locked),
    g as (delete from dead d using f where d.id = f.id returning d.*),
    n as (select g.*, v_now + (row_number() over (order by g.died_at, g.id) - 1) * greatest(p_spread / greatest(p_limit, 1), interval '1 microsecond') as at from g),
    i as (update item x set run_at = n.at from n where x.id = n.id returning x.id),
    h as (insert into history (at, id, token, attempt, event, holder, detail) select v_now, n.id, n.token, n.attempt, 'R', n.holder, n.reason from n),
    r as (insert into ready (priority, run_at, id) select n.priority, n.at, n.id from n join i on i.id = n.id returning 1)
    select count(*) into v_count from r;
    if v_count > 0 then
        perform setval('skip'::regclass, 0);
        perform nextval('redrives'::regclass) from generate_series(1, v_count);
        perform wake();
    end if;
    return v_count;
end $$;

-- Removes dead items and their ids for good, those that died before p_before.
create function discard_dead(p_before timestamptz, p_limit integer default 10000) returns integer
language plpgsql volatile security definer set search_path from current as $$
declare
    v_count integer;
begin
    with d as (
        delete from dead x where x.id = any (array(select y.id from dead y where y.died_at < p_before order by y.died_at, y.id limit p_limit for update skip locked))
            returning x.id),
    i as (delete from item x using d where x.id = d.id returning 1)
    select count(*) into v_count from i;
    return v_count;
end $$;

create table slice (
    name text primary key,
    day date not null unique,
    purged_to bigint not null default 0
);

-- One partition of history for each day (UTC), made before the day begins; rows that find none go to history_default.
create function make_slices(p_days integer default 3) returns integer language plpgsql volatile security definer set search_path from current as $$
declare
    v_today date := (clock() at time zone 'UTC')::date;
    v_day date;
    v_name text;
    v_made integer := 0;
begin
    for o in 0..p_days loop
        v_day := v_today + o;
        v_name := 'history_' || to_char(v_day, 'YYYYMMDD');
        continue when exists (select 1 from slice s where s.day = v_day)
            or exists (select 1 from history_default h where (h.at at time zone 'UTC')::date = v_day);
        execute format('create table %I partition of history for values from (%L) to (%L) with (autovacuum_vacuum_insert_threshold = -1)',
            v_name, v_day::text || ' 00:00:00+00', (v_day + 1)::text || ' 00:00:00+00');
        insert into slice (name, day) values (v_name, v_day);
        v_made := v_made + 1;
    end loop;
    return v_made;
end $$;

-- Forgets what ended longer ago than the retention: the items in batches of p_limit, in the order of their numbers, then the day's partition as a whole.
-- An id can be created anew from then on. Returns how many items it has removed; call it until that is 0.
create function purge(p_limit integer default 20000) returns integer language plpgsql volatile security definer set search_path from current set jit = off as $$
declare
    v_cut timestamptz;
    v_slice slice;
    v_ids bigint[];
    v_count integer := 0;
begin
    select clock() - s.retention into v_cut from settings s;
    if not pg_try_advisory_xact_lock('slice'::regclass::oid::bigint | (1::bigint << 41)) then
        return 0;
    end if;
    select * into v_slice from slice s where ((s.day + 1)::timestamp at time zone 'UTC') <= v_cut order by s.day limit 1;
    if found then
        execute format('select array(select h.id from %I h where h.id > $1 and h.event in (''C'', ''S'') order by h.id limit $2)', v_slice.name)
            into v_ids using v_slice.purged_to, p_limit;
        if cardinality(v_ids) > 0 then
            delete from item i where i.id = any (v_ids);
            update slice s set purged_to = v_ids[cardinality(v_ids)] where s.name = v_slice.name;
            return cardinality(v_ids);
        end if;
        execute format('drop table %I', v_slice.name);
        delete from slice s where s.name = v_slice.name;
    end if;
    with h as (
        delete from history_default d where d.ctid = any (array(select x.ctid from history_default x where x.at < v_cut limit p_limit)) returning d.id, d.event),
    i as (delete from item x using h where x.id = h.id and h.event in ('C', 'S') returning 1)
    select count(*) into v_count from i;
    return v_count;
end $$;

-- Lets p_role use the queue as producer, worker or observer; nothing else in the schema is open to it.
create function grant_access(p_role text, p_as text) returns void language plpgsql volatile set search_path from current as $$
declare
    v_names text[];
    f regprocedure;
begin
    v_names := case p_as
        when 'observer' then array['inspect', 'backlog', 'num_not_complete', 'has_pending', 'list_ready', 'list_leased', 'list_dead', 'metrics', 'xmin_holders']
        when 'producer' then array['push_items', 'create_item', 'create_items', 'inspect', 'backlog', 'num_not_complete', 'has_pending']
        when 'worker' then array['acquire', 'acquire_for', 'acquire_item', 'complete', 'complete_many', 'complete_and_acquire', 'complete_with_successors', 'release',
            'release_many', 'fail', 'fail_many', 'renew', 'renew_many', 'inspect', 'backlog', 'num_not_complete', 'has_pending']
        end;
    if v_names is null then
        raise exception 'a role is a producer, a worker or an observer, not %', p_as using errcode = 'WQ005';
    end if;
    -- Two grants on one function at the same time would fail.
    perform pg_advisory_xact_lock('settings'::regclass::oid::bigint | (1::bigint << 42));
    execute format('grant usage on schema %I to %I', current_schema(), p_role);
    for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = (select n.oid from pg_namespace n where n.nspname = current_schema()) and p.proname = any (v_names) loop
        execute format('grant execute on function %s to %I', f, p_role);
    end loop;
end $$;

select make_slices();
