using TorchSharp;
using WhiteMatter.Learning.Networks;
using WhiteMatter.Learning.Volumes;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Inference;

/// <summary>
/// Passes people through a network, each alone, so that what comes out depends on the person's own volume and the numeric environment and not on who
/// else passes. On a CUDA device several passes are begun before the processor waits for them, while the next people are read and normalised on other threads.
/// </summary>
internal static class PeoplePasses
{
    /// <summary>What is done with a person when the pass is over.</summary>
    /// <param name="index">The person's place among the people.</param>
    /// <param name="seen">The volume that passed, in the layout of a tensor of shape C × X × Y × Z.</param>
    /// <param name="given">What came out; written again for the next person.</param>
    public delegate void Taking(int index, ReadOnlySpan<float> seen, float[] given);

    /// <summary>Passes people in their order; gradients are off.</summary>
    /// <param name="volumes">The volumes.</param>
    /// <param name="people">Rows of the people.</param>
    /// <param name="place">Where the network is.</param>
    /// <param name="pass">The pass of a volume of shape 1 × C × X × Y × Z.</param>
    /// <param name="take">Called for each person, on the thread that calls.</param>
    /// <param name="cancellationToken">Stops between people.</param>
    /// <exception cref="LearningException">A volume cannot be used.</exception>
    public static void Run(NormalisedVolumes volumes, IReadOnlyList<int> people, NetworkPlace place, Func<Tensor, Tensor> pass, Taking take, CancellationToken cancellationToken)
    {
        float[] values = [];
        using var reader = new BatchReader(volumes, [.. people.Select(person => new[] { person })], place, place.ReadAhead, place.Held);
        for (var first = 0; first < people.Count; first += place.Held)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var given = new Tensor[Math.Min(place.Held, people.Count - first)];
            for (var i = 0; i < given.Length; i++)
            {
                // What layers give is let go of before the next person passes.
                using var person = NewDisposeScope();
                given[i] = pass(reader.Next()).to(ScalarType.Float32).MoveToOuterDisposeScope();
            }

            for (var i = 0; i < given.Length; i++)
            {
                using var person = NewDisposeScope();
                var here = given[i].cpu().data<float>();
                if (values.Length != here.Count)
                {
                    values = new float[here.Count];
                }

                here.CopyTo(values);
                take(first + i, reader.Sent(first + i, 0), values);
            }
        }
    }
}
