-- Leases. Whoever holds a lease holds the item while clock() < lease_until; at lease_until it is free for others, and the old holder may
-- still complete it until someone has taken it. A lease is durable before its token is handed out.

create function check_lease(p_holder text, p_lease interval) returns void language plpgsql immutable as $$
begin
    if p_holder is null or octet_length(p_holder) not between 1 and 512 then
        raise exception 'the holder is null, empty or longer than 512 bytes' using errcode = 'WQ005';
    end if;
    if p_lease is null or p_lease <= interval '0' then
        raise exception 'the lease % is not longer than zero', p_lease using errcode = 'WQ005';
    end if;
end $$;

-- A session may have synchronous_commit off; an answer that promises something may not.
create function demand_durability() returns void language plpgsql volatile as $$
begin
    if current_setting('synchronous_commit') = 'off' then
        perform set_config('synchronous_commit', 'on', true);
    end if;
end $$;

-- After a promotion the last transactions of the former primary may be missing: whoever comes first on the new timeline begins a new epoch, before any
-- token is given out or honoured. What a session has seen to it remembers, and forgets when its transaction is undone.
create function follow_timeline() returns void language plpgsql volatile as $$
declare
    v_known text := 'howdah.t' || 'settings'::regclass::oid;
    v_timeline text := left(pg_walfile_name(pg_current_wal_insert_lsn()), 8);
begin
    if current_setting(v_known, true) is not distinct from v_timeline then
        return;
    end if;
    if exists (select 1 from settings s where s.timeline <> v_timeline) then
        perform 1 from settings for update;
        if exists (select 1 from settings s where s.timeline <> v_timeline) then
            perform bump_epoch();
        end if;
    end if;
    perform set_config(v_known, v_timeline, false);
end $$;

create function seek_floors() returns timestamptz[] language plpgsql volatile as $$
begin
    return array[
        to_timestamp(coalesce(pg_sequence_last_value('seek_0'::regclass), 0)::double precision / 1000000),
        to_timestamp(coalesce(pg_sequence_last_value('seek_1'::regclass), 0)::double precision / 1000000),
        to_timestamp(coalesce(pg_sequence_last_value('seek_2'::regclass), 0)::double precision / 1000000),
        to_timestamp(coalesce(pg_sequence_last_value('seek_3'::regclass), 0)::double precision / 1000000)];
end $$;

create function bury(l lease, p_reason text, p_now timestamptz) returns void language plpgsql volatile as $$
begin
    delete from lease x where x.id = l.id and x.token = l.token;
    insert into dead (id, died_at, attempt, exponent, priority, token, holder, reason)
        values (l.id, p_now, l.attempt, l.exponent, l.priority, l.token, l.holder, p_reason);
    insert into history (at, id, token, attempt, event, holder, detail) values (p_now, l.id, l.token, l.attempt, 'D', l.holder, p_reason);
    perform nextval('deaths'::regclass);
end $$;

-- Takes over up to p_limit expired leases in place. Those that have used up their attempts are buried, and those whose successors are on
-- record (imported from a coordinator that died in the middle) are finished: neither is handed out.
create function take_expired(p_holder text, p_lease interval, p_limit integer, p_now timestamptz, out o_taken lease[], out o_finished boolean)
language plpgsql volatile set search_path from current set enable_seqscan = on set enable_bitmapscan = off set enable_hashjoin = off
set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    s settings;
    v_started bigint := micros(clock_timestamp());
    v_duration bigint;
    v_found lease[];
    v_taken lease[];
    l lease;
begin
    o_taken := array[]::lease[];
    o_finished := false;
    select * into s from settings;
    loop
        v_found := array(select x from lease x where x.lease_until <= p_now limit p_limit - cardinality(o_taken) for update skip locked);
        exit when cardinality(v_found) = 0;
        foreach l in array v_found loop
            if l.successors is not null then
                perform insert_items(l.successors, null, l.priority, null, 0::smallint, l.holder, l.id);
                delete from lease x where x.id = l.id and x.token = l.token;
                insert into history (at, id, token, attempt, event, holder, successors)
                    values (p_now, l.id, l.token, l.attempt, 'S', l.holder, l.successors);
                o_finished := true;
            elsif l.attempt >= s.attempts_max then
                perform bury(l, 'the lease expired', p_now);
            end if;
        end loop;
        with t as (
            update lease x set token = nextval('fence'::regclass), holder = p_holder, attempt = x.attempt + 1,
                    exponent = least(x.exponent + 1, 1000)::smallint, acquired_at = p_now,
                    lease_until = p_now + lease_length(p_lease, x.exponent, s.lease_mode = 'doubling', s.exponent_cap, s.lease_max)
                where x.id = any (array(
                    select f.id from unnest(v_found) f where f.successors is null and (s.attempts_max is null or f.attempt < s.attempts_max)))
                returning x)
        select array_agg(t.x) into v_taken from t;
        o_taken := o_taken || v_taken;
        exit when cardinality(o_taken) >= p_limit;
    end loop;
    -- expiry_at: not before then. A table that is large, most likely of dead rows that VACUUM cannot take, is read at most a tenth of the time.
    v_duration := micros(clock_timestamp()) - v_started;
    perform setval('expiry_at'::regclass, v_started
        + case when cardinality(o_taken) >= p_limit then -2000000 when pg_relation_size('lease'::regclass) > 16777216 then 10 * v_duration else 0 end);
end $$;

-- Here and below, pairs are looked up by two lists: a token is given out once, so whoever knows it holds that lease. A join would be planned by what
-- VACUUM last saw, which is often an empty table, and then read all leases for every call. From 200 on the tokens are
-- hashed, which each row would have to look through otherwise.
-- Completes the pairs or refuses them all.
create function finish(p_ids bigint[], p_tokens bigint[]) returns void language plpgsql volatile as $$
declare
    v_count integer;
    v_id bigint;
    v_why text;
begin
    if cardinality(p_ids) = 1 and cardinality(p_tokens) = 1 then
        with d as (delete from lease l where l.id = p_ids[1] and l.token = p_tokens[1] returning l.attempt, l.holder)
        insert into history (at, id, token, attempt, event, holder) select clock(), p_ids[1], p_tokens[1], d.attempt, 'C', d.holder from d;
    else
        perform check_pairs(p_ids, p_tokens);
        with d as (
            delete from lease l where l.id = any (p_ids) and case when cardinality(p_tokens) < 200 then l.token = any (p_tokens) else l.token in (select unnest(p_tokens)) end
                returning l.id, l.token, l.attempt, l.holder)
        insert into history (at, id, token, attempt, event, holder) select clock(), d.id, d.token, d.attempt, 'C', d.holder from d;
    end if;
    get diagnostics v_count = row_count;
    if v_count < cardinality(p_ids) then
        select u.id, w.why into v_id, v_why
            from unnest(p_ids, p_tokens) u(id, token) cross join lateral (select why_not(u.id, u.token, null) as why) w
            where w.why <> 'already' limit 1;
        if found then
            perform refuse(v_why, v_id);
        end if;
    end if;
end $$;

-- Two ways to find the first row: everybody goes on where the last one was taken, in the same priority; every 5 ms, and whenever that is not enough,
-- somebody begins at the proven bounds (tend) of all priorities and so finds what was put back, committed late, or has come due in a higher priority.
-- Takes up to p_limit items that are due, by priority (0 first), then by the time they were due; expired leases when nothing else is left,
-- and at least once a second before anything else. Returns nothing when the queue is paused. With pairs of numbers and tokens, completes those
-- in the same transaction: all of them, or nothing happens at all.
create function acquire(p_holder text, p_lease interval, p_limit integer default 1, p_done_ids bigint[] default null, p_done_tokens bigint[] default null)
returns table (id bigint, token bigint, key text, payload jsonb, priority smallint, attempt integer, exponent smallint, lease_until timestamptz, lease_ms bigint)
language plpgsql volatile security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_sort = off
set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    s settings;
    v_mode text;
    v_cap smallint;
    v_max interval;
    v_now timestamptz;
    v_real bigint := micros(clock_timestamp());
    v_since bigint;
    v_floors timestamptz[];
    v_expired lease[];
    v_finished boolean;
    v_look boolean := false;
    v_looked boolean := false;
    v_dry boolean := false;
    v_full boolean;
    v_skip bigint;
    v_quick boolean;
    v_run_at timestamptz;
    v_left integer := p_limit;
    v_count integer;
begin
    if p_holder is null or octet_length(p_holder) not between 1 and 512 or p_lease is null or p_lease <= interval '0'
        or p_limit is null or p_limit not between 1 and 10000 then
        perform check_lease(p_holder, p_lease);
        raise exception 'the limit % is not between 1 and 10000', p_limit using errcode = 'WQ005';
    end if;
    if current_setting('synchronous_commit') = 'off' then
        perform set_config('synchronous_commit', 'on', true);
    end if;
    if current_setting('howdah.t' || 'settings'::regclass::oid, true) is distinct from left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) then
        perform follow_timeline();
    end if;
    v_full := v_real - coalesce(pg_sequence_last_value('tended_at'::regclass), 0) not between -1000000 and 5000;
    v_skip := coalesce(pg_sequence_last_value('skip'::regclass), 0);
    v_now := clock();
    v_quick := v_skip > 0 and not v_full;
    if not (v_quick and p_limit = 1) then
        select t.* into s from settings t;
        if s.paused then
            if p_done_ids is not null then
                perform finish(p_done_ids, p_done_tokens);
            end if;
            return;
        end if;
        if v_full then
            perform tend();  -- before anything is written
            v_since := v_real - coalesce(pg_sequence_last_value('expiry_at'::regclass), 0);
            v_look := v_since not between -60000000 and 1000000;
        end if;
    end if;
    if p_done_ids is not null then
        if cardinality(p_done_ids) = 1 and cardinality(p_done_tokens) = 1 then
            with d as (delete from lease l where l.id = p_done_ids[1] and l.token = p_done_tokens[1] returning l.attempt, l.holder)
            insert into history (at, id, token, attempt, event, holder) select v_now, p_done_ids[1], p_done_tokens[1], d.attempt, 'C', d.holder from d;
            if not found then
                perform finish(p_done_ids, p_done_tokens);
            end if;
        else
            perform finish(p_done_ids, p_done_tokens);
        end if;
    end if;
    loop
        if v_look then
            v_look := false;
            v_looked := true;
            select t.o_taken, t.o_finished into v_expired, v_finished from take_expired(p_holder, p_lease, v_left, clock()) t;
            v_now := clock();
            return query
                select e.id, e.token, i.key, i.payload, e.priority, e.attempt, (e.exponent - 1)::smallint, e.lease_until,
                    (date_part('epoch', e.lease_until - e.acquired_at) * 1000)::bigint
                from unnest(v_expired) e cross join lateral (select x.key, x.payload from item x where x.id = e.id offset 0) i;
            v_left := v_left - cardinality(v_expired);
            exit when v_left = 0 or (v_dry and not v_finished);
        end if;
        if v_left = 1 then
            -- The same as below in two statements: for one row, starting the large one takes longer than running it. That the first row is due is
            -- asked last: as a bound of the index it would be asked of each row on the page.
            if v_quick then
                delete from ready r using settings t, item i
                    where not t.paused and i.id = r.id and r.ctid = (
                        select c.tid from (
                            select x.ctid as tid, x.run_at from ready x
                            where x.priority = (v_skip >> 52)::smallint and x.run_at >= from_micros(v_skip & 4503599627370495)
                            order by x.priority, x.run_at, x.id limit 1 for update skip locked) c
                        where c.run_at <= v_now)
                    returning r.id, r.priority, r.run_at, r.attempt + 1, r.exponent, i.key, i.payload, t.lease_mode, t.exponent_cap, t.lease_max
                    into id, priority, v_run_at, attempt, exponent, key, payload, v_mode, v_cap, v_max;
            else
                delete from ready r using settings t, item i
                    where i.id = r.id and r.ctid = (
                        select c.tid
                        from unnest(seek_floors()) with ordinality f(floor, o)
                        cross join lateral (
                            select x.ctid as tid from ready x
                            where x.priority = (f.o - 1)::smallint and x.run_at >= f.floor and x.run_at <= v_now
                            order by x.priority, x.run_at, x.id limit 1 for update skip locked) c
                        limit 1)
                    returning r.id, r.priority, r.run_at, r.attempt + 1, r.exponent, i.key, i.payload, t.lease_mode, t.exponent_cap, t.lease_max
                    into id, priority, v_run_at, attempt, exponent, key, payload, v_mode, v_cap, v_max;
            end if;
            if found then
                insert into lease (id, token, acquired_at, lease_until, attempt, exponent, priority, holder)
                    values (id, nextval('fence'::regclass), v_now, v_now + lease_length(p_lease, exponent, v_mode = 'doubling', v_cap, v_max),
                        attempt, least(exponent + 1, 1000)::smallint, priority, p_holder)
                    returning lease.token, lease.lease_until, (date_part('epoch', lease.lease_until - v_now) * 1000)::bigint,
                        setval('skip'::regclass, (lease.priority::bigint << 52) | micros(v_run_at))
                    into token, lease_until, lease_ms, v_skip;
                return next;
                if v_quick then
                    return;
                end if;
                v_left := 0;
            end if;
        else
            if v_quick then
                v_floors := array_fill('infinity'::timestamptz, array[4]);
                v_floors[(v_skip >> 52) + 1] := from_micros(v_skip & 4503599627370495);
            else
                v_floors := seek_floors();
            end if;
            return query
                with d as (
                    delete from ready r where r.ctid = any (array(
                        select c.tid
                        from unnest(v_floors) with ordinality f(floor, o)
                        cross join lateral (
                            select x.ctid as tid from ready x
                            where x.priority = (f.o - 1)::smallint and x.run_at >= f.floor and x.run_at <= v_now
                            order by x.priority, x.run_at, x.id limit v_left for update skip locked) c
                        limit v_left))
                    returning r.id, r.priority, r.run_at, r.attempt, r.exponent),
                l as (
                    insert into lease (id, token, acquired_at, lease_until, attempt, exponent, priority, holder)
                        select d.id, nextval('fence'::regclass), v_now, v_now + lease_length(p_lease, d.exponent, s.lease_mode = 'doubling', s.exponent_cap, s.lease_max),
                            d.attempt + 1, least(d.exponent + 1, 1000)::smallint, d.priority, p_holder
                        from d order by d.priority, d.run_at, d.id
                        returning id, token, priority, attempt, exponent, lease_until),
                k as materialized (
                    select setval('skip'::regclass, t.last) from (select max((d.priority::bigint << 52) | micros(d.run_at)) as last from d) t where t.last is not null)
                select l.id, l.token, i.key, i.payload, l.priority, l.attempt, (l.exponent - 1)::smallint, l.lease_until,
                    (date_part('epoch', l.lease_until - v_now) * 1000)::bigint
                from k cross join l cross join lateral (select x.key, x.payload from item x where x.id = l.id offset 0) i;
            get diagnostics v_count = row_count;
            v_left := v_left - v_count;
        end if;
        exit when v_left = 0;
        if v_quick then
            v_quick := false;
            v_now := clock();
            select t.* into s from settings t;
            exit when s.paused;
            continue;
        end if;
        v_since := coalesce(v_since, v_real - coalesce(pg_sequence_last_value('expiry_at'::regclass), 0));
        exit when v_looked or v_since between -60000000 and -1;
        v_look := true;
        v_dry := true;
    end loop;
    -- Where the bounds cannot move on because a transaction does not end, looking at everything since may take a tenth of the time.
    if v_full then
        v_count := least(10 * (micros(clock_timestamp()) - v_real), 1000000);
        if v_count > 5000 then
            perform setval('tended_at'::regclass, v_real + v_count - 5000);
        end if;
    end if;
    if v_left = p_limit and coalesce(pg_sequence_last_value('hungry'::regclass), 0) <> 1 then
        perform setval('hungry'::regclass, 1);
    end if;
end $$;
