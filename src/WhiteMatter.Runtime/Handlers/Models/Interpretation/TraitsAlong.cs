using System.Globalization;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Imaging.Smoothing;
using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>
/// Maps along the directions through latents in which traits change: a map is the sum over latents of the trait's step in the latent times the mean change that one standard deviation of
/// the latent makes, and regions are held against the same trait permuted over people.
/// </summary>
/// <remarks>Memory: 4 bytes a trait and voxel of the masks, for at most <see cref="InterpretationParameters.MostAlong"/> traits.</remarks>
internal sealed class TraitsAlong
{
    public const string FileName = "along.tsv";
    public const string RegionsName = "along_regions.tsv";
    public const string Role = "along";

    private const double Level = 0.05;

    private readonly StepContext<InterpretationParameters> _context;
    private readonly StoredVolumes _volumes;
    private readonly List<(string With, string Trait, double[] Values)> _traits = [];
    private readonly List<(string With, string Trait, TraitDirection Direction, float[] Map)> _along = [];
    private readonly List<int> _latents = [];
    private readonly List<double[]> _changes = [];
    private ScoredRegions? _regions;

    /// <summary>Reads the traits.</summary>
    /// <param name="context">The step.</param>
    /// <param name="volumes">The images, which know their people.</param>
    /// <param name="rows">The people, by the rows of the images.</param>
    public TraitsAlong(StepContext<InterpretationParameters> context, StoredVolumes volumes, int[] rows)
    {
        (_context, _volumes) = (context, volumes);
        foreach (var (with, traits, values) in LatentComparisons.TraitsOf(context, Role, volumes, rows))
        {
            _traits.AddRange(traits.Zip(values, (trait, column) => (with, trait, column)));
        }

        if (_traits.Count > InterpretationParameters.MostAlong)
        {
            throw new RunFailureException(
                InterpretationCodes.TooManyDirections, context.Step.Declaration, WholeNumber.Text(_traits.Count), WholeNumber.Text(InterpretationParameters.MostAlong));
        }
    }

    /// <summary>Whether there are traits.</summary>
    public bool Any => _traits.Count > 0;

    /// <summary>The file of a trait's map.</summary>
    /// <param name="number">From 1, as in the tables.</param>
    public static string MapName(int number) => string.Create(CultureInfo.InvariantCulture, $"along_{number:D3}.nii.gz");

    /// <summary>Takes the directions.</summary>
    /// <param name="latents">Each person's latents.</param>
    /// <param name="distribution">How they are distributed.</param>
    /// <param name="regions">The regions that are held against chance; null for none.</param>
    public void Take(double[][] latents, LatentDistribution distribution, ScoredRegions? regions)
    {
        _regions = regions;
        var without = new List<string>();
        foreach (var (with, trait, values) in _traits)
        {
            if (TraitDirection.Of(latents, distribution, values) is { } direction)
            {
                _along.Add((with, trait, direction, new float[_volumes.View.MaskVoxels]));
            }
            else
            {
                without.Add(trait);
            }
        }

        if (without.Count > 0)
        {
            _context.Report(
                InterpretationCodes.NoDirection,
                _context.Step.Declaration,
                WholeNumber.Text(TraitDirection.LeastPeople),
                WholeNumber.Text(without.Count),
                string.Join(", ", without.Take(StoredVolumes.NamesInMessages)));
        }
    }

    /// <summary>Adds what a latent does.</summary>
    /// <param name="latent">0-based.</param>
    /// <param name="change">The mean change that one standard deviation of it makes, in each voxel of the masks.</param>
    public void Add(int latent, float[] change)
    {
        foreach (var (_, _, direction, map) in _along)
        {
            var step = direction.Steps[latent];
            for (var voxel = 0; voxel < map.Length; voxel++)
            {
                map[voxel] += (float)(step * change[voxel]);
            }
        }

        if (_regions is { } regions)
        {
            _latents.Add(latent);
            var wide = Array.ConvertAll(change, value => (double)value);
            _changes.Add(
            [
                .. Enumerable.Range(0, _volumes.Kinds.Length).SelectMany(kind => regions.Sums(wide, kind).Zip(regions.Of(kind), (sum, region) => sum / region.Voxels)),
            ]);
        }
    }

    /// <summary>Smooths the maps and writes them.</summary>
    /// <param name="write">Writes a volume of a name.</param>
    /// <param name="smoothing">Of each kind of images.</param>
    public void WriteMaps(Action<string, float[]> write, MaskedGaussian[] smoothing)
    {
        for (var number = 1; number <= _along.Count; number++)
        {
            var map = _along[number - 1].Map;
            for (var k = 0; k < smoothing.Length; k++)
            {
                var (first, voxels) = _volumes.View.MaskOf(k);
                smoothing[k].Apply(map.AsSpan(first, voxels));
            }

            write(MapName(number), map);
        }
    }

    /// <summary>Writes the tables and values; none without traits.</summary>
    public void Write(CancellationToken cancellationToken)
    {
        if (!Any)
        {
            return;
        }

        var (changed, least) = (0, 1.0);
        using (var stream = _context.Output.Create(FileName))
        using (var table = new TsvWriter(stream, ["number", "with", "trait", "people", "length", "region", "change", "r", "p"]))
        using (var regions = _regions is null ? null : new RegionsTable(_context, _volumes))
        {
            for (var number = 1; number <= _along.Count; number++)
            {
                var (with, trait, direction, _) = _along[number - 1];
                var length = Math.Sqrt(direction.Steps.Sum(step => step * step));
                if (_regions is null)
                {
                    table.WriteRow(number, with, trait, direction.People, length, "NA", double.NaN, double.NaN, double.NaN);
                    continue;
                }

                var found = direction.Regions(ChangesByRegion(), _context.Parameters.Permutations, _context.Parameters.Seed!.Value, cancellationToken);
                int[] order = [.. Enumerable.Range(0, found.Length).OrderByDescending(r => double.IsNaN(found[r].R) ? -1 : Math.Abs(found[r].R)).ThenByDescending(r => Math.Abs(found[r].Change))];
                foreach (var (rank, r) in order.Index())
                {
                    regions!.Write(number, with, trait, rank + 1, _regions.All[r], found[r]);
                    changed += found[r].P < Level ? 1 : 0;
                    least = double.IsNaN(found[r].P) ? least : Math.Min(least, found[r].P);
                }

                var top = found[order[0]];
                var (kind, region) = _regions.All[order[0]];
                var name = _volumes.Kinds.Length == 1 ? region.Name : $"{_volumes.Kinds[kind].Name}: {region.Name}";
                table.WriteRow(number, with, trait, direction.People, length, name, top.Change, top.R, top.P);
            }
        }

        _context.Output.SetValue("along", _along.Count);
        _context.Output.SetValue("along_regions", changed);
        _context.Output.SetValue("along_min_p", _regions is null ? double.NaN : least);
    }

    /// <summary>For each region what each latent does to its mean.</summary>
    private double[][] ChangesByRegion()
    {
        var latents = _along[0].Direction.Steps.Length;
        return
        [
            .. Enumerable.Range(0, _regions!.All.Length).Select(r =>
            {
                var changes = new double[latents];
                for (var i = 0; i < _latents.Count; i++)
                {
                    changes[_latents[i]] = _changes[i][r];
                }

                return changes;
            }),
        ];
    }

    private sealed class RegionsTable(StepContext<InterpretationParameters> context, StoredVolumes volumes) : IDisposable
    {
        private readonly Stream _stream = context.Output.Create(RegionsName);
        private TsvWriter? _table;

        private TsvWriter Table => _table ??= new TsvWriter(
            _stream, KindColumn.Of(volumes, "number", "with", "trait", "rank", "region", "label", "voxels", "change", "r", "p_region", "p"));

        public void Write(int number, string with, string trait, int rank, (int Kind, Imaging.Atlases.AtlasRegion Region) scored, RegionAlong found) =>
            Table.WriteRow(KindColumn.Row(
                volumes, scored.Kind, number, with, trait, rank, scored.Region.Name, scored.Region.Label, scored.Region.Voxels, found.Change, found.R, found.PRegion, found.P));

        public void Dispose()
        {
            _table?.Dispose();
            _stream.Dispose();
        }
    }
}
