using WhiteMatter.Formats.Plink;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Meta;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Meta;

/// <summary>The studies of a meta-analysis, opened and found fit for it.</summary>
internal sealed class MetaStudies : IDisposable
{
    private readonly List<AssociationTable> _tables = [];

    private MetaStudies()
    {
    }

    /// <summary>The studies.</summary>
    public IReadOnlyList<MetaSource> Sources { get; private set; } = [];

    /// <summary>The traits that are combined: those of two studies or more, in the order of the studies.</summary>
    public IReadOnlyList<string> Traits { get; private set; } = [];

    /// <summary>Opens the studies.</summary>
    /// <exception cref="RunFailureException">They cannot be combined.</exception>
    public static MetaStudies Open(StepContext<MetaParameters> context, CancellationToken cancellationToken)
    {
        var studies = new MetaStudies();
        try
        {
            studies.Fill(context, cancellationToken);
            return studies;
        }
        catch
        {
            studies.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in _tables)
        {
            table.Dispose();
        }
    }

    private void Fill(StepContext<MetaParameters> context, CancellationToken cancellationToken)
    {
        var parameters = context.Parameters;
        var artifacts = new List<Artifact>();
        for (var i = 0; i < parameters.Studies.Length; i++)
        {
            artifacts.Add(context.Input($"association{i + 1}"));
            Check(context, i, artifacts[i]);
            _tables.Add(AssociationTable.Open(artifacts[i].PathOf(AssociationHandler.FileName)));
        }

        ChooseTraits(context);
        var sources = new List<MetaSource>();
        var lists = new Dictionary<string, BimFile>(StringComparer.Ordinal);
        for (var i = 0; i < _tables.Count; i++)
        {
            var role = $"genotypes{i + 1}";
            var step = context.Step.Inputs.First(input => input.Role == role).StepId;
            if (!lists.TryGetValue(step, out var variants))
            {
                lists.Add(step, variants = GenotypeSet.Variants(context.Input(role), cancellationToken));
            }

            CheckOrder(context, i, variants);
            int[] places = [.. Traits.Select(trait => Array.IndexOf(_tables[i].Header.Traits, trait))];
            var found = JsonDocumentFile.Read<AssociationDocument>(artifacts[i], AssociationDocument.FileName);
            sources.Add(new MetaSource(parameters.Studies[i], _tables[i], variants, places)
            {
                Inflation = parameters.GenomicControl ? [.. places.Select(place => place < 0 ? 1 : found.Traits[place].LambdaGc)] : null,
            });
        }

        Sources = sources;
    }

    private static void Check(StepContext<MetaParameters> context, int study, Artifact artifact)
    {
        var name = context.Parameters.Studies[study];
        var step = context.Step.Inputs.First(input => input.Role == $"association{study + 1}").StepId;
        var made = context.Plan.Find(step)?.Parameters;
        var hasEffects = made switch
        {
            PublishedParameters => artifact.Value("has_effects") > 0,
            MetaParameters meta => meta.Weights != StudyWeights.SampleSize,
            _ => true,
        };
        if (context.Parameters.Weights == StudyWeights.InverseVariance && !hasEffects)
        {
            throw new RunFailureException(MetaCodes.StudyWithoutEffects, context.Step.Declaration, name);
        }

        if (context.Parameters.Weights == StudyWeights.SampleSize && made is PublishedParameters && artifact.Value("people") == 0)
        {
            throw new RunFailureException(MetaCodes.StudyWithoutPeople, context.Step.Declaration, name);
        }
    }

    private void ChooseTraits(StepContext<MetaParameters> context)
    {
        var all = _tables.SelectMany(table => table.Header.Traits).Distinct().ToList();
        Traits = [.. all.Where(trait => _tables.Count(table => table.Header.Traits.Contains(trait)) > 1)];
        if (Traits.Count == 0)
        {
            var told = context.Parameters.Studies.Zip(_tables, (name, table) => $"{name} has {Some(table.Header.Traits)}");
            throw new RunFailureException(MetaCodes.NoTraitShared, context.Step.Declaration, string.Join("; ", told));
        }

        if (Traits.Count < all.Count)
        {
            context.Report(
                MetaCodes.TraitsOfOneStudy, context.Step.Declaration, WholeNumber.Text(all.Count - Traits.Count), WholeNumber.Text(all.Count), all.First(trait => !Traits.Contains(trait)));
        }

        static string Some(string[] names) => string.Join(", ", names.Take(3)) + (names.Length > 3 ? " …" : "");
    }

    private static void CheckOrder(StepContext<MetaParameters> context, int study, BimFile variants)
    {
        if (variants.FirstUnsortedLine is { } line)
        {
            throw new RunFailureException(
                MetaCodes.StudyUnsorted, context.Step.Declaration, context.Parameters.Studies[study], variants.Id((int)line - 1));
        }
    }
}
