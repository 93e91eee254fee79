using TorchSharp;
using WhiteMatter.Learning.Networks;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Training;

/// <summary>
/// A training step that keeps of the forward pass only what lies between pieces of the network, and computes a piece again when its gradients are wanted
/// (Chen et al. 2016): about half the memory at a third more time. Gradients and running statistics are those of a step that keeps everything, bit for bit.
/// </summary>
/// <param name="pieces">The network in pieces, the first one first; each takes what the one before gives.</param>
/// <param name="place">Where and in how many digits it runs.</param>
internal sealed class RecomputedPass(IReadOnlyList<NetworkPiece> pieces, NetworkPlace place)
{
    /// <summary>Adds the gradients of a loss to those of the parameters.</summary>
    /// <param name="input">What the network takes.</param>
    /// <param name="loss">
    /// Makes the loss of what the network gives, and of the moments of latents where there are some, which are not to be gone back through; what is to be known of it is asked for in there, before there
    /// are gradients.
    /// </param>
    /// <param name="penalty">Makes the part of the loss that is of the moments of latents; null where there are none.</param>
    public void Run(Tensor input, Func<Tensor, Tensor?, Tensor> loss, Func<Tensor, Tensor>? penalty)
    {
        var moments = pieces.ToList().FindIndex(piece => piece.TakesMoments);
        var kept = new Tensor[pieces.Count];
        kept[0] = input;
        using (no_grad())
        {
            for (var i = 0; i + 1 < pieces.Count; i++)
            {
                using var digits = place.Digits();
                kept[i + 1] = pieces[i].Forward(kept[i]);
            }
        }

        Tensor? gradient = null;
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            using var scope = NewDisposeScope();
            using var from = kept[i].detach();
            from.requires_grad = i > 0;
            if (i == pieces.Count - 1)
            {
                Tensor last;
                using (place.Digits())
                {
                    last = pieces[i].Forward(from);
                }

                loss(last, moments >= 0 ? kept[moments] : null).backward();
            }
            else
            {
                // A second pass moves running statistics once more; the gradients are made with them as that pass left them.
                var statistics = pieces[i].Statistics();
                Tensor again;
                using (place.Digits())
                {
                    again = pieces[i].Forward(from);
                }

                again.backward([gradient!]);
                gradient!.Dispose();
                if (i == moments && penalty is not null)
                {
                    penalty(from).backward();
                }

                using var mode = no_grad();
                foreach (var (statistic, copy) in statistics)
                {
                    statistic.copy_(copy);
                }
            }

            gradient = i > 0 ? from.grad!.DetachFromDisposeScope() : null;
            if (i > 0)
            {
                kept[i].Dispose();
            }
        }
    }
}
