using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using WhiteMatter.Plan;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Store;

namespace WhiteMatter.Runtime.Handlers.Documents;

/// <summary>How a joint test was made: the file <c>joint.json</c> of its artifact, one record for each method.</summary>
public abstract record JointDocument
{
    /// <summary>The file of an artifact that holds it.</summary>
    public const string FileName = "joint.json";

    /// <summary>n, people of the design.</summary>
    public abstract int People { get; init; }

    /// <summary>c, rank of the covariates with intercept.</summary>
    public abstract int CovariateRank { get; init; }

    /// <summary>The traits, in the order that <c>drivers.bin</c> counts them in.</summary>
    public abstract ImmutableArray<string> Traits { get; init; }

    /// <summary>The statistic and what it is compared with, in words.</summary>
    [JsonIgnore]
    public abstract string InWords { get; }

    /// <summary>What the column of statistics holds, in the words of a caption.</summary>
    [JsonIgnore]
    public abstract string Caption { get; }

    /// <summary>The statistic's degrees of freedom; null where it has none.</summary>
    [JsonIgnore]
    public abstract int? DegreesOfFreedom { get; }

    /// <summary>The numbers that the method adds to the values of the artifact and to the metadata of its table.</summary>
    [JsonIgnore]
    public abstract ImmutableArray<KeyValuePair<string, int>> Numbers { get; }

    /// <summary>More that a page says of it, sentences that follow <see cref="InWords"/>.</summary>
    [JsonIgnore]
    public virtual string Remarks => ".";

    /// <summary>How the test was made, for a page.</summary>
    [JsonIgnore]
    public string Method => string.Create(CultureInfo.InvariantCulture, $"{Traits.Length} traits tested together: {InWords}{Remarks} The statistic has no sign.");

    /// <summary>Reads what the artifact of a joint test says of itself; the parameters it was made with say which method's it is.</summary>
    /// <param name="artifact">The artifact.</param>
    public static JointDocument Read(Artifact artifact)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        return artifact.Record.Parameters.Deserialize<StepParameters>(PlanJson.Options) switch
        {
            QuadraticFormParameters => JsonDocumentFile.Read<QuadraticFormDocument>(artifact, FileName),
            SmallestPParameters => JsonDocumentFile.Read<SmallestPDocument>(artifact, FileName),
            PermutationParameters => JsonDocumentFile.Read<PermutationDocument>(artifact, FileName),
            var other => throw new InvalidDataException($"The artifact of {artifact.Record.StepId} is no joint test: {other}."),
        };
    }

    internal void Write(ArtifactDraft draft) => JsonDocumentFile.Write<object>(draft, FileName, this);
}
