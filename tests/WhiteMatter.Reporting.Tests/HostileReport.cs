namespace WhiteMatter.Reporting.Tests;

/// <summary>A report in which every text tries to become markup.</summary>
internal static class HostileReport
{
    public const string Text = "</script><script>window.stolen=1</script><b onload=\"window.stolen=1\">&amp;'<img src=x onerror=window.stolen=1>";

    public static ReportDocument Document()
    {
        var document = SampleReport.Document(2000);
        var association = document.Associations[0];
        var design = association.Design!;
        return document with
        {
            Heading = new StudyHeading { Title = Text, StudyName = Text, Description = Text, Created = DateTimeOffset.UnixEpoch, Machine = Text, Software = Text, StudyFile = Text, Simulated = Text, GenomeBuild = Text },
            PeopleFlows = [new CountFlow(Text, [new FlowStep(Text, 100, [new FlowLoss(Text, 10), new FlowLoss(Text, 20)])])],
            VariantFlows = [new CountFlow(Text, [new FlowStep(Text, 100, [new FlowLoss(Text, 10)])])],
            Associations =
            [
                association with
                {
                    Name = Text,
                    Description = Text,
                    Method = Text,
                    Design = design with
                    {
                        Formula = Text,
                        Transform = Text,
                        Columns = [.. design.Columns.Select(c => c with { Name = Text, Term = Text, Level = Text, ReferenceLevel = Text, Unit = Text })],
                        Dropped = [new DroppedColumn(Text, Text)],
                    },
                    Traits = [.. association.Traits.Select(t => t with { Name = Text, Unit = Text })],
                    PlotVariants = [.. association.PlotVariants.Select(v => v with { Id = Text, EffectAllele = Text, OtherAllele = Text })],
                    Plots = [.. association.Plots.Select(p => p with { Label = Text })],
                    Genome = new GenomeLayout(association.Genome.Chromosomes.Select(c => c with { Name = Text })),
                },
            ],
            Relatedness =
            [
                new RelatednessReport
                {
                    Name = Text, Description = Text, People = 9, Unrelated = 9, Considered = 1, Variants = 1, Kinship = 0.1, Pairs = [new RelatedPairs(Text, 0.1, 0)],
                },
            ],
            Images = [.. document.Images.Select(i => i with { Name = Text, Description = Text, Quantity = Text, Measures = [.. i.Measures.Select(m => m with { Title = Text, Quantity = Text })] })],
            Models = [.. document.Models.Select(m => m with { Name = Text, Description = Text, Architecture = Text, Loss = Text, Device = Text, Reconstruction = m.Reconstruction! with { Group = Text, Quantity = Text } })],
            Regions = [.. document.Regions.Select(t => t with { Name = Text, Definition = Text, Regions = [.. t.Regions.Select(r => r with { Name = Text })] })],
            Truths =
            [
                .. document.Truths.Select(t => t with
                {
                    Name = Text,
                    Against = Text,
                    Criterion = Text,
                    EffectUnit = Text,
                    ScaleNote = Text,
                    Variants = [.. t.Variants.Select(v => v with { Id = Text, Chromosome = Text, EffectAllele = Text, OtherAllele = Text, Regions = [Text], Rising = 1, AllRegions = false, Trait = Text, LeadVariant = Text + Text })],
                    Effects = [.. t.Effects.Select(e => e with { Variant = Text, Region = Text })],
                    Covariates = [.. t.Covariates.Select(c => c with { Column = Text })],
                }),
            ],
            Metas = [SampleStudies.Meta(Text)],
            Replications = [SampleStudies.Replication(Text)],
            Loci = [new LociTable(Text, Text, [.. document.Loci[0].Loci.Select(l => l with { LeadVariant = Text, Chromosome = Text, EffectAllele = Text, OtherAllele = Text, Traits = [Text] })])],
            Expectations = [new ExpectationResult(Text, Text, true)],
            Files = [new ResultFile("a\"onload=\"x/<b>.tsv", Text), new ResultFile("javascript:window.stolen=1", Text)],
            Provenance = [document.Provenance[0] with { Step = Text, Fingerprint = Text, Version = Text }],
            Diagnostics = [new ReportedDiagnostic(Text, Text, Text, Text)],
            Citations = [new SoftwareCitation(Text, Text, Text, "javascript:window.stolen=1"), new SoftwareCitation(Text, Text, Text, "https://example.org/\"><script>window.stolen=1</script>")],
        };
    }
}
