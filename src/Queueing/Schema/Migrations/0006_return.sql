-- Gives leased items back: rows of lease become rows of ready.
create function put_back(p_leases lease[], p_run_at timestamptz[], p_attempts integer[]) returns void language plpgsql volatile as $$
begin
    delete from lease x where x.id = any (array(select l.id from unnest(p_leases) l));
    update item i set run_at = u.run_at
        from unnest(p_leases, p_run_at) u(id, token, acquired_at, lease_until, attempt, exponent, priority, holder, successors, run_at)
        where i.id = u.id;
    insert into ready (priority, run_at, id, attempt, exponent)
        select u.priority, u.run_at, u.id, u.attempts, u.exponent
        from unnest(p_leases, p_run_at, p_attempts)
            u(id, token, acquired_at, lease_until, attempt, exponent, priority, holder, successors, run_at, attempts);
    perform call_back((select min(l.priority) from unnest(p_leases) l));
    perform wake();
end $$;

create function lock_leases(p_ids bigint[], p_tokens bigint[], p_holder text) returns lease[] language plpgsql volatile as $$
begin
    perform check_pairs(p_ids, p_tokens);
    perform follow_timeline();
    return array(
        select l from lease l where l.id = any (p_ids) and case when cardinality(p_tokens) < 200 then l.token = any (p_tokens) else l.token in (select unnest(p_tokens)) end
            and (p_holder is null or l.holder = p_holder) order by l.id for update);
end $$;

-- Gives items back unharmed: to be taken at once, the lease exponent as it is, the attempt not counted. Returns the numbers that were released;
-- what is completed or no longer held under this token is left alone.
create function release_many(p_ids bigint[], p_tokens bigint[], p_holder text default null) returns bigint[]
language plpgsql volatile security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan as $$
declare
    v_leases lease[] := lock_leases(p_ids, p_tokens, p_holder);
    v_now timestamptz := stamp();
begin
    if cardinality(v_leases) > 0 then
        perform put_back(v_leases,
            array(select v_now + (o - 1) * interval '1 microsecond' from generate_series(1, cardinality(v_leases)) o),
            array(select greatest(l.attempt - 1, 0) from unnest(v_leases) l));
        perform nextval('releases'::regclass) from unnest(v_leases);
    end if;
    return array(select l.id from unnest(v_leases) l);
end $$;

create function release(p_id bigint, p_token bigint, p_holder text default null) returns boolean
language plpgsql volatile security definer set search_path from current as $$
begin
    return cardinality(release_many(array[p_id], array[p_token], p_holder)) = 1;
end $$;

-- base * 2^(attempt - 1), at most the maximum, 10 % up or down at random.
create function backoff(p_attempt integer, p_base interval, p_max interval) returns interval language sql volatile set search_path from current as $$
    select least(p_base * (2::double precision ^ least(greatest(p_attempt - 1, 0), 30)), p_max) * (0.9 + random() * 0.2)
$$;

-- Ends the leases without success: retry (after p_retry_after, else after the backoff of the queue) or dead, when p_permanent or when the attempts
-- are used up. Returns a row for every pair: retry, dead, or why not (as complete_many, but dead under another lease is not_owner here).
create function fail_many(p_ids bigint[], p_tokens bigint[], p_reason text, p_retry_after interval default null, p_permanent boolean default false,
    p_holder text default null)
returns table (id bigint, status text, run_at timestamptz) language plpgsql volatile security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    s settings;
    v_reason text := left(p_reason, 4000);
    v_leases lease[];
    v_retry lease[];
    v_at timestamptz[];
    v_now timestamptz;
    l lease;
begin
    if p_retry_after < interval '0' or p_retry_after > interval '3650 days' then
        raise exception 'the delay % is negative or longer than 3650 days', p_retry_after using errcode = 'WQ005';
    end if;
    select * into s from settings;
    v_leases := lock_leases(p_ids, p_tokens, p_holder);
    v_now := stamp();
    foreach l in array v_leases loop
        if p_permanent or l.attempt >= s.attempts_max then
            perform bury(l, v_reason, v_now);
        else
            v_retry := v_retry || l;
            v_at := v_at || (v_now + coalesce(p_retry_after, backoff(l.attempt, s.backoff_base, s.backoff_max)));
            insert into history (at, id, token, attempt, event, holder, detail) values (v_now, l.id, l.token, l.attempt, 'F', l.holder, v_reason);
            perform nextval('failures'::regclass);
        end if;
    end loop;
    if v_retry is not null then
        perform put_back(v_retry, v_at, array(select r.attempt from unnest(v_retry) r));
    end if;
    return query
        select u.id,
            case when r.id is not null then 'retry' when d.id is not null then 'dead'
                else (select case w.why when 'dead' then 'not_owner' else w.why end from why_not(u.id, u.token, p_holder) w(why)) end,
            r.at
        from unnest(p_ids, p_tokens) with ordinality u(id, token, o)
        left join lateral (
            select x.id, x.at from unnest(v_retry, v_at) x(id, token, acquired_at, lease_until, attempt, exponent, priority, holder, successors, at)
            where x.id = u.id and x.token = u.token) r on true
        left join dead d on d.id = u.id and d.token = u.token and (p_holder is null or d.holder = p_holder)
        order by u.o;
end $$;

create function fail(p_id bigint, p_token bigint, p_reason text, p_retry_after interval default null, p_permanent boolean default false,
    p_holder text default null)
returns text language plpgsql volatile security definer set search_path from current as $$
declare
    v_status text;
begin
    select f.status into v_status from fail_many(array[p_id], array[p_token], p_reason, p_retry_after, p_permanent, p_holder) f;
    if v_status not in ('retry', 'dead') then
        perform refuse(case when v_status = 'already' then 'already_completed' else v_status end, p_id);
    end if;
    return v_status;
end $$;

-- Prolongs leases that are not over yet to at least p_lease from now, never beyond run_max after they were acquired; the exponent stays.
-- Returns a row for every pair that is still held; the others are lost.
create function renew_many(p_ids bigint[], p_tokens bigint[], p_lease interval, p_holder text default null)
returns table (id bigint, lease_until timestamptz, lease_ms bigint) language plpgsql volatile security definer set search_path from current
set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    s settings;
    v_now timestamptz := clock();
begin
    perform check_pairs(p_ids, p_tokens);
    perform check_lease('any', p_lease);
    perform follow_timeline();
    select * into s from settings;
    return query
        update lease l set lease_until = greatest(l.lease_until, least(v_now + least(p_lease, s.lease_max), l.acquired_at + s.run_max))
            where l.id = any (p_ids) and case when cardinality(p_tokens) < 200 then l.token = any (p_tokens) else l.token in (select unnest(p_tokens)) end
                and l.lease_until > v_now and (p_holder is null or l.holder = p_holder)
            returning l.id, l.lease_until, (extract(epoch from l.lease_until - v_now) * 1000)::bigint;
end $$;

create function renew(p_id bigint, p_token bigint, p_lease interval, p_holder text default null) returns bigint
language plpgsql volatile security definer set search_path from current as $$
declare
    v_ms bigint;
    v_why text;
begin
    select r.lease_ms into v_ms from renew_many(array[p_id], array[p_token], p_lease, p_holder) r;
    if v_ms is null then
        if exists (select 1 from lease l where l.id = p_id and l.token = p_token and (p_holder is null or l.holder = p_holder)) then
            v_why := 'lease_expired';
        else
            v_why := why_not(p_id, p_token, p_holder);
        end if;
        perform refuse(case when v_why = 'already' then 'already_completed' else v_why end, p_id);
    end if;
    return v_ms;
end $$;
