using Howdah.Instances;

namespace Howdah.Sidecar.Tests.Units;

public sealed class FileMappingTests
{
    [Fact]
    public void Only_read_only_mappings_of_files_that_were_never_written_to_are_untouched()
    {
        string[] smaps =
        [
            .. Entry("55d0f0000000-55d0f0200000 r-xp 00010000 08:01 77 /opt/with a space/tool", anonymous: 0),
            .. Entry("55d0f0200000-55d0f0201000 r--p 00210000 08:01 77 /opt/with a space/tool", anonymous: 4),
            .. Entry("55d0f0201000-55d0f0202000 rw-p 00211000 08:01 77 /opt/with a space/tool", anonymous: 0),
            .. Entry("7f0000001000-7f0000002000 ---p 00000000 08:01 78 /usr/lib/libssl.so.3", anonymous: 0),
            .. Entry("7f0000002000-7f0000003000 r-xp 00000000 00:01 9 /memfd:doublemapper (deleted)", anonymous: 0),
            .. Entry("7f0000003000-7f0000004000 r--p 00000000 00:00 0 ", anonymous: 0),
            .. Entry("7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0 [vdso]", anonymous: 0),
        ];

        var only = Assert.Single(FileMapping.Untouched(smaps));
        Assert.Equal(0x55d0f0000000UL, (ulong)only.Start);
        Assert.Equal(0x200000UL, (ulong)only.Length);
    }

    [Fact]
    public void The_same_range_of_another_part_of_a_file_is_another_mapping()
    {
        var before = FileMapping.Untouched(Entry("7f0000000000-7f0000001000 r--p 00000000 08:01 77 /lib/a.so", anonymous: 0));
        var after = FileMapping.Untouched(Entry("7f0000000000-7f0000001000 r--p 00003000 08:01 77 /lib/a.so", anonymous: 0));

        Assert.Empty(before.Intersect(after));
        Assert.Equal(before, before.Intersect(before));
    }

    [Fact]
    public void This_process_has_untouched_mappings_and_its_heap_is_none_of_them()
    {
        var untouched = FileMapping.Untouched(File.ReadLines("/proc/self/smaps"));

        Assert.Contains(untouched, static mapping => mapping.Place.Contains("libcoreclr.so", StringComparison.Ordinal));
        Assert.All(untouched, static mapping => Assert.Matches("^r-[-x][ps] .* /", mapping.Place));
    }

    private static string[] Entry(string head, int anonymous) =>
        [head, "Size:               2048 kB", "Rss:                 512 kB", $"Anonymous:          {anonymous,4} kB", "VmFlags: rd ex mr mw me"];
}
