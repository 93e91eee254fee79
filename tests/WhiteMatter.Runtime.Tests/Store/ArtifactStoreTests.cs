using WhiteMatter.Plan;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;
using WhiteMatter.Runtime.Tests.Toy;
using Xunit;

namespace WhiteMatter.Runtime.Tests.Store;

public sealed class ArtifactStoreTests : InToyStudy
{
    [Fact]
    public async Task An_artifact_states_the_size_and_the_hash_of_what_was_written()
    {
        await Study.RunAsync();
        var total = Whole(Study, "loci:total");

        var file = Assert.Single(total.Record.Files, file => file.Name == "total.tsv");
        Assert.Equal(4, file.Size);

        // printf '385\n' | b3sum, and of the numbers seq 10 | b3sum   (b3sum 1.2.0)
        Assert.Equal("8f0d23cbd4ef9b64cf67974cb81bbcd6ae756146f046f6bb269a86509a4da8d4", file.Blake3);
        Assert.Contains(total.Record.Files, file => file.Name == "all/squares.tsv");
        Assert.Equal("toy.wmstudy:3", total.Record.SourceLine);
        var input = Assert.Single(total.Record.Inputs, input => input.Source == "numbers");
        Assert.Equal("584ff143576a4b2dae0886b2d9d24b3fb6da5ecbcfe9229868dbf6d6c0a2b81e", input.Blake3);
    }

    [Fact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public async Task What_tells_of_people_is_for_its_owner_alone()
    {
        await Study.RunAsync();
        var numbers = Whole(Study, "genotypes:numbers");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(numbers.Folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(numbers.PathOf("numbers.txt")));
        var squares = Whole(Study, "association:squares");
        Assert.Equal(default, File.GetUnixFileMode(squares.PathOf("squares.txt")) & UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_changed_byte_is_found_when_it_is_read_and_the_next_run_computes_anew()
    {
        await Study.RunAsync();
        var path = Whole(Study, "association:squares").PathOf("squares.txt");
        Damage(path, "1\n", "2\n");

        var plan = Study.Plan(memberP: 0.02);
        var failed = await Study.RunAsync(plan);
        Assert.Equal(RunEnding.Failed, failed.Ending);
        var found = Assert.Single(failed.Diagnostics, found => found.Severity == DiagnosticSeverity.Error);
        Assert.Equal(RunCodes.ArtifactDamaged.Code, found.Code);
        Assert.Equal(3, found.Span!.Line);
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(Study.Store, "quarantine")));

        var mended = await Study.RunAsync(plan);
        Assert.Equal(RunEnding.Done, mended.Ending);
        Assert.Equal("385\n", Study.Published()["total/total.tsv"]);
    }

    [Fact]
    public async Task A_file_cut_short_is_set_aside_and_computed_anew_in_the_same_run()
    {
        await Study.RunAsync();
        File.WriteAllText(Whole(Study, "association:squares").PathOf("squares.txt"), "1\n");

        var result = await Study.RunAsync();
        Assert.Equal(RunEnding.Done, result.Ending);
        Assert.Equal(RunCodes.ArtifactSetAside.Code, Assert.Single(result.Diagnostics).Code);
        Assert.Equal(StepEnding.Done, result.Steps.Single(step => step.Step.Id == "association:squares").Ending);
        Assert.Equal(StepEnding.Cached, result.Steps.Single(step => step.Step.Id == "loci:total").Ending);
    }

    [Fact]
    public async Task Verification_finds_a_changed_byte_and_sets_the_artifact_aside()
    {
        await Study.RunAsync();
        Damage(Whole(Study, "loci:total").PathOf("total.tsv"), "385", "386");
        var store = ArtifactStore.OpenForWriting(Study.Store);
        var result = StoreVerification.Run(store, null, CancellationToken.None);
        Assert.Equal(4, result.Artifacts);
        Assert.Equal(RunCodes.ArtifactSetAside.Code, Assert.Single(result.Damaged).Code);
        Assert.IsType<StoreLookup.Absent>(store.Find(Study.Plan().Find("loci:total")!.Fingerprint));
        Assert.Empty(StoreVerification.Run(store, null, CancellationToken.None).Damaged);
    }

    [Fact]
    public async Task Collection_keeps_the_last_results_and_those_of_plans_given_and_nothing_else()
    {
        var before = Study.Plan(memberP: 0.01);
        await Study.RunAsync(before);
        await Study.RunAsync(Study.Plan(memberP: 0.02));
        var store = ArtifactStore.OpenForWriting(Study.Store);
        Assert.Equal(0, StoreCollection.Run(store, [before], dryRun: false, CancellationToken.None).Artifacts);
        var counted = StoreCollection.Run(store, [], dryRun: true, CancellationToken.None);
        var removed = StoreCollection.Run(store, [], dryRun: false, CancellationToken.None);
        Assert.Equal(1, removed.Artifacts);
        Assert.Equal(counted.BytesFreed, removed.BytesFreed);
        Assert.True(removed.BytesFreed > 0);
        Assert.IsType<StoreLookup.Absent>(store.Find(before.Find("loci:total")!.Fingerprint));
        Assert.IsType<StoreLookup.Whole>(store.Find(before.Find("association:squares")!.Fingerprint));
        Assert.Equal(RunEnding.Done, (await Study.RunAsync(Study.Plan(memberP: 0.02))).Ending);
    }

    [Fact]
    public void A_store_of_a_later_layout_is_refused()
    {
        Folder.Write("format", "99\n");
        var failure = Assert.Throws<RunFailureException>(() => ArtifactStore.OpenForReading(Folder.Path));
        Assert.Equal(RunCodes.StoreOfLaterVersion, failure.Descriptor);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("zip\n")]
    public void A_folder_that_is_no_store_is_refused_and_left_as_it_is(string? format)
    {
        Folder.Write("plain/notes.txt", "mine\n");
        if (format is not null)
        {
            Folder.Write("plain/format", format);
        }

        var before = Directory.GetFileSystemEntries(Folder["plain"]).Order(StringComparer.Ordinal).ToArray();
        var failure = Assert.Throws<RunFailureException>(() => ArtifactStore.OpenExisting(Folder["plain"]));
        Assert.Equal(RunCodes.NoStore, failure.Descriptor);
        Assert.Contains(Folder["plain"], failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(Folder["plain"]).Order(StringComparer.Ordinal).ToArray());
    }

    [Fact]
    public async Task A_store_that_is_there_is_opened_and_counted_without_a_write()
    {
        await Study.RunAsync();
        string[] Entries() => [.. Directory.GetFileSystemEntries(Study.Store, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var before = Entries();
        var counted = StoreCollection.Run(ArtifactStore.OpenExisting(Study.Store), [], dryRun: true, CancellationToken.None);
        Assert.Equal(0, counted.Artifacts);
        Assert.True(counted.BytesKept > 0);
        Assert.Equal(before, Entries());

        // A store without the folder of drafts is swept all the same.
        Directory.Delete(Path.Combine(Study.Store, "tmp"), recursive: true);
        Assert.Equal(0, StoreCollection.Run(ArtifactStore.OpenExisting(Study.Store), [], dryRun: false, CancellationToken.None).Artifacts);
    }

    [Fact]
    public void Two_writers_of_one_artifact_leave_one()
    {
        var step = Study.Plan().Steps[0];
        var stores = new[] { ArtifactStore.OpenForWriting(Study.Store), ArtifactStore.OpenForWriting(Study.Store) };
        Parallel.ForEach(stores, store =>
        {
            using var draft = store.Begin(ownerOnly: false);
            using (var stream = draft.Create("x"))
            {
                stream.Write("same"u8);
            }

            store.Commit(draft, RecordOf(step));
        });
        Assert.IsType<StoreLookup.Whole>(stores[0].Find(step.Fingerprint));
        Assert.Empty(Directory.EnumerateDirectories(stores[0].Layout.Drafts));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a//b")]
    [InlineData("artifact.json")]
    public void A_file_cannot_leave_its_artifact(string name)
    {
        using var draft = ArtifactStore.OpenForWriting(Folder.Path).Begin(ownerOnly: false);
        Assert.Throws<ArgumentException>(() => draft.Create(name));
    }

    private static ArtifactRecord RecordOf(PlanStep step) => new(
        1, "toy", step.Id, step.Parameters.Kind, 1, step.Fingerprint, StepFingerprint.IdentityJson(step.Parameters), [], [],
        System.Collections.Immutable.ImmutableDictionary<string, double>.Empty, "x:1", "0", null, "m", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    private static Artifact Whole(ToyStudy study, string stepId) => Assert.IsType<StoreLookup.Whole>(
        ArtifactStore.OpenForReading(study.Store).Find(study.Plan().Find(stepId)!.Fingerprint)).Artifact;

    private static void Damage(string path, string from, string to)
    {
        var text = File.ReadAllText(path);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(path, text.Remove(at, from.Length).Insert(at, to));
    }
}
