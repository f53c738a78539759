-- The only clock of a queue.
create function clock() returns timestamptz language sql volatile parallel safe as $$ select clock_timestamp() $$;

-- Microseconds since 1970. Exact: a double holds them to a quarter of one.
create function micros(p timestamptz) returns bigint language sql stable parallel safe
as $$ select (date_part('epoch', p) * 1000000)::bigint $$;

create function from_micros(p bigint) returns timestamptz language sql immutable parallel safe
as $$ select to_timestamp(p::double precision / 1000000) $$;

-- The run_at of a row that becomes ready now. The transaction id is assigned before the clock is read, and the time is never before the
-- pending tick: together these make the bound of tend() hold, also when the clock of the machine is set back.
create function stamp() returns timestamptz language plpgsql volatile as $$
declare
    v_tick bigint;
    v_now timestamptz;
begin
    perform pg_current_xact_id();
    v_now := clock();
    v_tick := pg_sequence_last_value('tick_at'::regclass);
    if v_tick > micros(v_now) then
        return from_micros(v_tick);
    end if;
    return v_now;
end $$;

create function lease_length(p_lease interval, p_exponent smallint, p_doubling boolean, p_cap smallint, p_max interval)
returns interval language sql immutable parallel safe as $$
    select case when p_doubling then least(p_lease * (1::bigint << least(p_exponent, p_cap)::integer), p_max) else least(p_lease, p_max) end
$$;

-- Moves the seek hints on. Why they are right: let T be the time at which a transaction without an id starts this function, and X the id it
-- takes then. Every transaction with an id below X had it before or at T; every later one takes its run_at after its id (stamp), so after T.
-- Once all transactions below X have ended (xmin of a snapshot taken later), every row with run_at < T that will ever exist is visible.
-- So the smallest visible run_at, or T when that is less, bounds all rows, whoever may hold an old snapshot. Nothing else is assumed;
-- restoring a dump can break it (it copies sequences later than rows), so once a minute, at most 1 % of the time, all is scanned anew.
-- It runs before its transaction has written anything: what that transaction deletes could come back.
create function tend() returns void language plpgsql volatile set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
    c_unset constant bigint := 9223372036854775807;
    c_seeks constant regclass[] := array['seek_0'::regclass, 'seek_1'::regclass, 'seek_2'::regclass, 'seek_3'::regclass];
    v_real bigint := micros(clock_timestamp());
    v_tick bigint;
    v_tick_xid bigint;
    v_first timestamptz;
    v_old bigint;
    v_floor bigint;
    v_sweep boolean;
begin
    if pg_current_xact_id_if_assigned() is not null
        or current_setting('transaction_isolation') <> 'read committed'
        or not pg_try_advisory_xact_lock('tended_at'::regclass::oid::bigint | (1::bigint << 40)) then
        return;
    end if;
    perform setval('tended_at'::regclass, v_real);
    v_tick := coalesce(pg_sequence_last_value('tick_at'::regclass), 0);
    v_tick_xid := coalesce(pg_sequence_last_value('tick_xid'::regclass), c_unset);
    if v_tick_xid <> c_unset then
        if pg_snapshot_xmin(pg_current_snapshot())::text::bigint < v_tick_xid then
            return;
        end if;
        v_sweep := coalesce(pg_sequence_last_value('swept_at'::regclass), 0) < v_real;
        for p in 0..3 loop
            v_old := coalesce(pg_sequence_last_value(c_seeks[p + 1]), 0);
            select r.run_at into v_first from ready r
                where r.priority = p::smallint and r.run_at >= from_micros(case when v_sweep then 0 else v_old end)
                order by r.priority, r.run_at, r.id limit 1;
            v_floor := least(micros(v_first), v_tick);
            if v_floor <> v_old then
                perform setval(c_seeks[p + 1], v_floor);
            end if;
        end loop;
        if v_sweep then
            perform setval('swept_at'::regclass, v_real + greatest(60000000, 100 * (micros(clock_timestamp()) - v_real)));
        end if;
    end if;
    -- In this order, so that a session that dies in between leaves no pair that lies.
    perform setval('tick_xid'::regclass, c_unset);
    perform setval('tick_at'::regclass, greatest(micros(clock()), v_tick));
    perform setval('tick_xid'::regclass, pg_current_xact_id()::text::bigint);
end $$;
