using System.Text;
using WhiteMatter.Formats;
using WhiteMatter.Formats.Genotypes;
using WhiteMatter.Formats.Plink;
using WhiteMatter.Plan.Diagnostics;
using WhiteMatter.Plan.Hosting;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;

namespace WhiteMatter.Runtime.Handlers.Genotypes;

/// <summary>The people of genotype files, who must be the same in the same order in each.</summary>
/// <param name="context">The step.</param>
internal sealed class SampleLists(StepContext<GenotypesParameters> context)
{
    private FamFile? _people;
    private GenotypeFileSet? _first;

    /// <summary>The number of people; known once a file was added.</summary>
    public int Count => _people?.Count ?? 0;

    /// <summary>Keeps the people of the first file, and holds those of later files against them.</summary>
    /// <exception cref="DataFormatException">The people cannot be read, or one occurs twice.</exception>
    /// <exception cref="RunFailureException">They are not those of the first file, or nobody is named.</exception>
    public void Add(GenotypeFileSet file, CancellationToken cancellationToken)
    {
        if (_people is null)
        {
            using (var target = context.Output.Create(GenotypeSet.SamplesName))
            {
                Write(file, target, cancellationToken);
            }

            _first = file;
            _people = Read(file, context.Output.PathFor(GenotypeSet.SamplesName), cancellationToken);
            return;
        }

        // One list for all files needs no comparison.
        if (file.Samples is not null && file.Samples == _first!.Samples)
        {
            return;
        }

        var path = Path.Combine(context.Scratch, GenotypeSet.SamplesName);
        using (var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            Write(file, target, cancellationToken);
        }

        if (Difference(_people, Read(file, path, cancellationToken)) is { } difference)
        {
            throw new RunFailureException(GenotypeCodes.PeopleOfFilesDiffer, NameOf(_first!), NameOf(file), difference);
        }
    }

    private static string? Difference(FamFile first, FamFile other)
    {
        for (var i = 0; i < Math.Min(first.Count, other.Count); i++)
        {
            var (one, two) = (first.People[i], other.People[i]);
            if (one.FamilyId != two.FamilyId || one.Id != two.Id)
            {
                return $"person {WholeNumber.Text(i + 1)} is {NameOf(one)} in the first and {NameOf(two)} in the other";
            }
        }

        return first.Count == other.Count
            ? null
            : $"the first has {WholeNumber.Text(first.Count)} people and the other {WholeNumber.Text(other.Count)}";
    }

    private static string NameOf(FamPerson person) => $"FID {person.FamilyId}, IID {person.Id}";

    private static string NameOf(GenotypeFileSet file) => (file.Samples ?? file.Genotypes).Path;

    private FamFile Read(GenotypeFileSet file, string written, CancellationToken cancellationToken) =>
        context.Parameters.Format == GenotypeFormat.Bed
            ? FamFile.Read(context.PathOf(file.Samples!), cancellationToken)
            : FamFile.Read(written, cancellationToken, $"the people of {NameOf(file)}");

    private void Write(GenotypeFileSet file, Stream target, CancellationToken cancellationToken)
    {
        switch (context.Parameters.Format, file.Samples)
        {
            case (GenotypeFormat.Bed, { } fam):
                using (var source = DataFile.OpenStream(context.PathOf(fam)))
                {
                    source.CopyTo(target, 1 << 20);
                }

                break;
            case (GenotypeFormat.Pgen, { } psam):
                PsamFile.Convert(context.PathOf(psam), target, cancellationToken);
                break;
            case (GenotypeFormat.Bgen, { } sample):
                SampleFile.Convert(context.PathOf(sample), target, cancellationToken);
                break;
            case (GenotypeFormat.Bgen or GenotypeFormat.Vcf, null):
                WriteOwnNames(file, target);
                break;
            default:
                throw new RunFailureException(RunCodes.PlanBroken, $"the step {context.Step.Id} has no list of the people of {file.Genotypes.Path}");
        }
    }

    /// <summary>People that a file of genotypes names itself have no family, as in PLINK 2.</summary>
    private void WriteOwnNames(GenotypeFileSet file, Stream target)
    {
        using var genotypes = NativeGenotypes.Open(context.PathOf(file.Genotypes), GenotypeSet.FormatOf(context.Parameters.Format));
        var names = genotypes.SampleNames();
        if (names.Length == 0)
        {
            throw new RunFailureException(GenotypeCodes.PeopleUnnamed, file.Genotypes.Path);
        }

        using var lines = new StreamWriter(target, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        foreach (var name in names)
        {
            if (name.AsSpan().ContainsAny(" \t"))
            {
                throw new DataFormatException(
                    DataProblem.GenotypesText, file.Genotypes.Path, $"the identifier \"{name}\" holds a blank", "identifiers without blanks", "Rename the person");
            }

            lines.WriteLine($"0\t{name}\t0\t0\t0\t-9");
        }
    }
}
