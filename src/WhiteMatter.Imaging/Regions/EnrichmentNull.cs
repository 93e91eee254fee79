namespace WhiteMatter.Imaging.Regions;

/// <summary>Region scores of maps that nothing is to be found in, and the P of a score against them: (1 + maps that reach it) / (1 + maps).</summary>
public sealed class EnrichmentNull
{
    private readonly List<double[]> _scores = [];
    private readonly List<double> _greatest = [];

    /// <summary>Maps.</summary>
    public int Count => _scores.Count;

    /// <summary>Adds a map.</summary>
    /// <param name="scores">Its score in each region.</param>
    public void Add(double[] scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        _scores.Add(scores);
        _greatest.Add(scores.Max());
    }

    /// <summary>P of a score in one region, of the maps' scores there.</summary>
    /// <param name="region">0-based.</param>
    /// <param name="score">The score.</param>
    public double P(int region, double score) => Of(_scores.Count(scores => scores[region] >= score));

    /// <summary>P of a score in any of the regions: a map reaches it by the greatest of its scores (Westfall and Young 1993).</summary>
    /// <param name="score">The score.</param>
    public double FamilyWiseP(double score) => Of(_greatest.Count(greatest => greatest >= score));

    private double Of(int reached) => (reached + 1.0) / (_scores.Count + 1);
}
