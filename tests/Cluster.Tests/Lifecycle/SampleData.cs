namespace Howdah.Cluster.Tests.Lifecycle;

/// <summary>A table whose sum must be the same everywhere and afterwards.</summary>
internal static class SampleData
{
    public const string Sum = "select count(*) || ' ' || sum(id) || ' ' || md5(string_agg(v, '' order by id)) from sample";

    public static async Task<string> FillAsync(TestCluster cluster, int rows = 1000)
    {
        await cluster.ExecuteAsync($"create table if not exists sample (id bigint generated always as identity primary key, v text not null); insert into sample (v) select md5(i::text) from generate_series(1, {rows}) i");
        return await cluster.QueryAsync<string>(await cluster.ServiceAddressAsync("rw"), Sum);
    }
}
