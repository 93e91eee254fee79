using WhiteMatter.Statistics.Distributions;

namespace WhiteMatter.Genetics.Meta;

/// <summary>How studies are weighted.</summary>
public enum MetaScheme
{
    /// <summary>By the inverse variance of their effects.</summary>
    InverseVariance,

    /// <summary>z by the square root of their people (Stouffer; METAL's SAMPLESIZE).</summary>
    SampleSize,
}

/// <summary>What studies are taken to have in common.</summary>
public enum MetaModel
{
    /// <summary>One effect.</summary>
    Fixed,

    /// <summary>Effects around a mean, with the variance between studies by DerSimonian and Laird.</summary>
    Random,
}

/// <summary>What one study says of a variant and a trait, the effect being of the same allele in all.</summary>
/// <param name="Beta">The effect.</param>
/// <param name="StandardError">Its standard error.</param>
/// <param name="NegLog10P">−log10 of its P.</param>
/// <param name="People">People.</param>
public readonly record struct StudyEstimate(double Beta, double StandardError, double NegLog10P, double People);

/// <summary>What studies say together.</summary>
/// <param name="Studies">k, how many there are.</param>
/// <param name="Beta">The effect; z with weights by people.</param>
/// <param name="StandardError">Its standard error; 1 with weights by people.</param>
/// <param name="NegLog10P">−log10 of the two-sided P of their ratio.</param>
/// <param name="Q">Cochran's Q, of k − 1 degrees of freedom.</param>
/// <param name="Tau2">τ², the variance between studies, by DerSimonian and Laird; 0 with weights by people.</param>
public readonly record struct MetaEstimate(int Studies, double Beta, double StandardError, double NegLog10P, double Q, double Tau2)
{
    /// <summary>I² in per cent: the share of Q that is above its degrees of freedom, at least 0.</summary>
    public double I2 => Studies > 1 && Q > Studies - 1 ? 100 * (Q - (Studies - 1)) / Q : 0;

    /// <summary>−log10 of the P of Q; 0 for one study.</summary>
    public double NegLog10PHeterogeneity => Studies > 1 ? -ChiSquared.Log10UpperTail(Q, Studies - 1) : 0;
}

/// <summary>
/// Combines studies of one variant and trait. Fixed effects: Σwb/Σw with w = 1/se², variance 1/Σw; Q = Σw(b − β)². Random effects: τ² =
/// (Q − (k − 1))/(Σw − Σw²/Σw), at least 0, and w = 1/(se² + τ²) (DerSimonian and Laird 1986, Controlled Clinical Trials 7, 177). By people:
/// Z = Σ√n z/√Σn with |z| from P and the sign from the effect, Q = Σ(z − √n Σ√n z/Σn)² (Willer, Li and Abecasis 2010, Bioinformatics 26, 2190,
/// and METAL's source).
/// </summary>
public static class MetaAnalysis
{
    /// <summary>Combines estimates.</summary>
    /// <param name="studies">One or more.</param>
    /// <param name="scheme">How they are weighted.</param>
    /// <param name="model">What they have in common; weights by people have fixed effects.</param>
    public static MetaEstimate Combine(ReadOnlySpan<StudyEstimate> studies, MetaScheme scheme, MetaModel model)
    {
        if (studies.IsEmpty)
        {
            throw new ArgumentException("There is no study.", nameof(studies));
        }

        if (studies is [var only] && scheme == MetaScheme.InverseVariance)
        {
            return new MetaEstimate(1, only.Beta, only.StandardError, Normal.NegLog10TwoSided(only.Beta / only.StandardError), 0, 0);
        }

        return scheme == MetaScheme.SampleSize ? ByPeople(studies) : ByVariance(studies, model);
    }

    private static MetaEstimate ByVariance(ReadOnlySpan<StudyEstimate> studies, MetaModel model)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var study in studies)
        {
            var weight = 1 / (study.StandardError * study.StandardError);
            sum += weight * study.Beta;
            weights += weight;
        }

        var mean = sum / weights;
        var q = 0.0;
        foreach (var study in studies)
        {
            var z = (study.Beta - mean) / study.StandardError;
            q += z * z;
        }

        var tau2 = studies.Length > 1 ? Math.Max(0, (q - (studies.Length - 1)) / Spread(studies, weights)) : 0;
        if (model == MetaModel.Random && tau2 > 0)
        {
            (sum, weights) = (0, 0);
            foreach (var study in studies)
            {
                var weight = 1 / ((study.StandardError * study.StandardError) + tau2);
                sum += weight * study.Beta;
                weights += weight;
            }

            mean = sum / weights;
        }

        var error = Math.Sqrt(1 / weights);
        return new MetaEstimate(studies.Length, mean, error, Normal.NegLog10TwoSided(mean / error), q, tau2);
    }

    /// <summary>Σw − Σw²/Σw as the sum of the products of pairs, which loses no digits where one weight is nearly all.</summary>
    private static double Spread(ReadOnlySpan<StudyEstimate> studies, double weights)
    {
        var (before, pairs) = (0.0, 0.0);
        foreach (var study in studies)
        {
            var weight = 1 / (study.StandardError * study.StandardError);
            pairs += weight / weights * before;
            before += weight;
        }

        return 2 * pairs;
    }

    private static MetaEstimate ByPeople(ReadOnlySpan<StudyEstimate> studies)
    {
        var (sum, people) = (0.0, 0.0);
        foreach (var study in studies)
        {
            sum += Math.Sqrt(study.People) * ZOf(study);
            people += study.People;
        }

        var q = 0.0;
        foreach (var study in studies)
        {
            var difference = ZOf(study) - (Math.Sqrt(study.People) * sum / people);
            q += difference * difference;
        }

        var z = sum / Math.Sqrt(people);
        return new MetaEstimate(studies.Length, z, 1, Normal.NegLog10TwoSided(z), q, 0);
    }

    private static double ZOf(StudyEstimate study) => Math.CopySign(Normal.TwoSidedZ(study.NegLog10P), study.Beta);
}
