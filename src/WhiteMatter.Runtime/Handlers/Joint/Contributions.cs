using System.Collections.Immutable;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Formats.Tables;
using WhiteMatter.Genetics.Association;
using WhiteMatter.Genetics.Clumping;
using WhiteMatter.Genetics.Joint;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Joint;

/// <summary>What each trait adds to the joint statistic of the leads of loci: the table beside the loci.</summary>
internal static class Contributions
{
    /// <summary>The file of the artifact of a loci step.</summary>
    public const string FileName = "drivers.tsv";

    /// <summary>Its columns: of each lead and trait z, what the statistic loses without the trait, and the share of the statistic that is.</summary>
    public static ImmutableArray<string> Columns { get; } = ["locus", "lead", "trait", "z", "contribution", "share"];

    /// <summary>Writes the table, the largest contribution of each locus first; nothing where the statistic is no form, or too large a reduced one.</summary>
    /// <param name="output">The artifact of the loci.</param>
    /// <param name="variants">The variants of the genotype file.</param>
    /// <param name="loci">The loci.</param>
    /// <param name="joint">The artifact of the joint test.</param>
    /// <param name="tested">The association that it tests.</param>
    /// <param name="parameters">How it tests.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static void Write(
        ArtifactDraft output,
        BimFile variants,
        ImmutableArray<Locus> loci,
        Artifact joint,
        Artifact tested,
        JointParameters parameters,
        CancellationToken cancellationToken)
    {
        if (Form.Read(joint, parameters) is not { } form)
        {
            return;
        }

        using var association = AssociationTable.Open(tested.PathOf(AssociationHandler.FileName));
        var traits = association.Header.Traits;
        var cells = new AssociationCell[traits.Length];
        var rows = new List<(int Locus, string Lead, string Trait, double Z, double Added, double Share)>();
        for (var i = 0; i < loci.Length; i++)
        {
            var lead = loci[i].Lead.Index;
            foreach (var cell in AssociationSelection.Select(association, new AssociationQuery { Rows = [(lead, lead)] }, cancellationToken))
            {
                cells[cell.Trait] = cell;
            }

            if (form.Of(lead) is not { } contributions)
            {
                return;
            }

            var z = cells.Select(cell => form.Z(lead, cell, association.Header)).ToArray();
            var added = contributions.Of(z);
            var whole = contributions.StatisticOf(z);
            rows.AddRange(Enumerable.Range(0, traits.Length)
                .OrderByDescending(t => added[t])
                .ThenBy(t => t)
                .Select(t => (i + 1, variants.Id(lead), traits[t], z[t], added[t], added[t] / whole)));
        }

        using var stream = output.Create(FileName);
        using var table = new TsvWriter(stream, Columns);
        foreach (var row in rows)
        {
            table.WriteRow(row.Locus, row.Lead, row.Trait, row.Z, row.Added, row.Share);
        }
    }

    /// <summary>The form of a joint test, of each of its correlations when it is asked for.</summary>
    private sealed class Form(TraitCorrelations correlations, double floor, int rank, bool score)
    {
        private readonly Dictionary<int, LeaveOneOut?> _made = [];

        /// <summary>Null where the statistic is no form.</summary>
        public static Form? Read(Artifact joint, JointParameters parameters)
        {
            if (!joint.Has(JointArtifact.CorrelationName))
            {
                return null;
            }

            using var stream = joint.OpenRead(JointArtifact.CorrelationName);
            var correlations = TraitCorrelations.Read(stream);
            var rank = (int)joint.Value("rank");
            return parameters switch
            {
                QuadraticFormParameters form => new Form(
                    correlations, form.EigenvalueFloor, rank, form.Score == JointScore.Score || form.Distribution == JointDistribution.F),
                PermutationParameters form => new Form(correlations, form.EigenvalueFloor, rank, form.Score == JointScore.Score),
                _ => null,
            };
        }

        /// <summary>The contributions at a variant; null where there are too many traits.</summary>
        public LeaveOneOut? Of(int variant)
        {
            var place = correlations.PlaceOf(variant);
            if (!_made.TryGetValue(place, out var made))
            {
                made = LeaveOneOut.Create(correlations.Matrices[place], correlations.Traits, floor, rank);
                _made.Add(place, made);
            }

            return made;
        }

        /// <summary>The z that the form is made of.</summary>
        public double Z(int variant, AssociationCell cell, AssociationTableHeader header)
        {
            var wald = cell.Beta / cell.StandardError;
            var freedom = cell.People - header.Rank - correlations.MoreColumnsOf(variant) - 1;
            return score && !header.IsScore ? wald / Math.Sqrt(1 + (wald * wald / freedom)) : wald;
        }
    }
}
