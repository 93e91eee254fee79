using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WhiteMatter.Plan.Parameters;

namespace WhiteMatter.Plan;

/// <summary>Computes the identity of steps, shards and parameters.</summary>
public static class StepFingerprint
{
    /// <summary>
    /// The hash of a step's kind, implementation version, parameters and inputs. Unknown when an input's is, or when a file the
    /// parameters name was not there.
    /// </summary>
    /// <param name="parameters">What the step does.</param>
    /// <param name="inputs">Role and fingerprint of each input, in the step's order.</param>
    public static Fingerprint Of(StepParameters parameters, IReadOnlyList<KeyValuePair<string, Fingerprint>> inputs)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(inputs);
        if (OutsideReference.Of(parameters).Any(outside => !outside.IsKnown))
        {
            return Fingerprint.Unknown;
        }

        var text = new StringBuilder();
        text.Append(parameters.Kind).Append('\n').Append(parameters.ImplementationVersion).Append('\n');
        text.Append(JsonSerializer.Serialize(parameters, PlanJson.Identity)).Append('\n');
        foreach (var (role, fingerprint) in inputs)
        {
            if (!fingerprint.IsKnown)
            {
                return Fingerprint.Unknown;
            }

            text.Append(role).Append('=').Append(fingerprint.Value).Append('\n');
        }

        return Hash(text.ToString());
    }

    /// <summary>The identity of a shard.</summary>
    /// <param name="step">The step's fingerprint.</param>
    /// <param name="first">First variant.</param>
    /// <param name="count">Number of variants.</param>
    public static Fingerprint OfShard(Fingerprint step, long first, long count) =>
        step.IsKnown ? Hash($"shard\n{step.Value}\n{first}\n{count}\n") : Fingerprint.Unknown;

    /// <summary>The parameters as JSON without what stands outside identity: what artifacts record and reasons compare.</summary>
    /// <param name="parameters">The parameters.</param>
    public static JsonElement IdentityJson(StepParameters parameters) =>
        JsonSerializer.SerializeToElement(parameters, PlanJson.Identity);

    private static Fingerprint Hash(string text) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
