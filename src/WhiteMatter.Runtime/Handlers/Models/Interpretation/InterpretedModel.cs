using WhiteMatter.Learning.Inference;
using WhiteMatter.Learning.Interpretation;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Runtime.Handlers.Documents;
using WhiteMatter.Runtime.Running;
using WhiteMatter.Statistics.Multivariate;

namespace WhiteMatter.Runtime.Handlers.Models.Interpretation;

/// <summary>
/// The network that is interpreted, or those of an ensemble with what they have in common. A step through the ensemble's latents is in each network the step that its latents' regression on
/// them gives, fitted in the people that the networks are fitted on, and a volume is the mean of what the networks decode.
/// </summary>
/// <remarks>Memory: the weights of all networks, and 8 bytes a person and latent of each.</remarks>
internal sealed class InterpretedModel : IDisposable
{
    private readonly VolumeAutoencoder[] _networks;
    private readonly SharedSpace? _space;

    // Of each network the latents, 0-based, that the space knows: those that vary in the people fitted on.
    private readonly int[][] _known;
    private readonly int _latents;

    /// <summary>Loads the networks.</summary>
    public InterpretedModel(StepContext<InterpretationParameters> context, StoredVolumes volumes)
    {
        var roles = context.Step.Inputs.Where(input => IsNetwork(input.Role)).Select(input => input.Role).ToArray();
        ModelDocument[] documents = [.. roles.Select(role => JsonDocumentFile.Read<ModelDocument>(context.Input(role), ModelDocument.FileName))];
        foreach (var document in documents)
        {
            EncodingHandler.RequireSameImages(document, volumes.Kinds);
        }

        _latents = documents[0].Latents;
        _known = [];
        if (roles.Length > 1)
        {
            var fitted = EnsembleSpace.Read(context, EnsembleParameters.FittedRole);
            _space = EnsembleSpace.Fit(context, fitted, _latents);
            var names = Enumerable.Range(1, _latents).Select(EncodingHandler.LatentName).ToList();
            _known = Array.ConvertAll(fitted, member => member.Names.Select(names.IndexOf).ToArray());
        }

        _networks = [.. roles.Zip(documents, (role, document) => EncodingHandler.Load(context.Input(role), document))];
        Decoder = new LatentDecoder(_networks);
    }

    /// <summary>How many networks there are.</summary>
    public int Networks => _networks.Length;

    /// <summary>Decodes latents of the networks, one behind the other.</summary>
    public LatentDecoder Decoder { get; }

    /// <summary>Each person's latents of the networks, one behind the other; empty before <see cref="Encode"/>.</summary>
    public double[][] Own { get; private set; } = [];

    /// <summary>The role of a network's input.</summary>
    /// <param name="role">Any input's role.</param>
    public static bool IsNetwork(string role) => role.StartsWith("model", StringComparison.Ordinal);

    /// <summary>Encodes people.</summary>
    /// <returns>Each person's latents: the network's, or the ensemble's, where those that it does not have are 0.</returns>
    public double[][] Encode(StoredVolumes volumes, int[] rows, NetworkExecution execution, Action<long> done, CancellationToken cancellationToken)
    {
        var members = new double[_networks.Length][][];
        for (var m = 0; m < members.Length; m++)
        {
            var before = (long)m * rows.Length;
            members[m] = LatentEncoder.Encode(_networks[m], volumes.View, rows, execution, new StepTicks(person => done(before + person)), cancellationToken);
        }

        if (_space is null)
        {
            return Own = members[0];
        }

        Own = [.. Enumerable.Range(0, rows.Length).Select(person => members.SelectMany(member => member[person]).ToArray())];
        var latents = Array.ConvertAll(rows, _ => new double[_latents]);
        for (var m = 0; m < members.Length; m++)
        {
            double[][] variables = [.. _known[m].Select(latent => Array.ConvertAll(members[m], person => person[latent]))];
            foreach (var (j, part) in _space.PartOf(m, variables).Index())
            {
                for (var person = 0; person < latents.Length; person++)
                {
                    latents[person][j] += part[person];
                }
            }
        }

        return latents;
    }

    /// <summary>What a step through the latents is in those of the networks.</summary>
    /// <param name="step">One number for each latent.</param>
    public double[] OwnStep(double[] step)
    {
        if (_space is null)
        {
            return step;
        }

        var own = new double[_latents * _networks.Length];
        for (var m = 0; m < _networks.Length; m++)
        {
            var loadings = _space.LoadingsOf(m);
            for (var j = 0; j < loadings.Length; j++)
            {
                for (var k = 0; k < _known[m].Length; k++)
                {
                    own[(m * _latents) + _known[m][k]] += loadings[j][k] * step[j];
                }
            }
        }

        return own;
    }

    /// <summary>The means of the people's latents of the networks, one behind the other.</summary>
    public double[] OwnMeans() => [.. LatentDistribution.Of(Own).Means];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var network in _networks)
        {
            network.Dispose();
        }
    }
}
