using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace WhiteMatter.Learning.Networks;

/// <summary>Adds to each token what tells where its patch lies. Learnt numbers are its parameter <c>weight</c>, patches × width; sines and cosines are made anew and stand in no file.</summary>
internal sealed class AddedPositions : nn.Module<Tensor, Tensor>
{
    private const double Slowest = 1e-4;

    private readonly Tensor _weight;

    public AddedPositions(PatchGrid grid, int width, PatchPositions positions)
        : base(nameof(AddedPositions))
    {
        if (positions == PatchPositions.Learned)
        {
            var weight = new Parameter(randn([grid.Tokens, width]).mul(0.02));
            register_parameter("weight", weight);
            _weight = weight;
        }
        else
        {
            _weight = tensor(Waves(grid, width), [grid.Tokens, width]);
            register_buffer("weight", _weight, persistent: false);
        }
    }

    public override Tensor forward(Tensor input) => input.add(_weight);

    /// <summary>
    /// A third of the width for each axis, x first: sin(place · f) for the w = width/6 frequencies f = 10,000^(−i/w), then their cosines.
    /// </summary>
    internal static float[] Waves(PatchGrid grid, int width)
    {
        var frequencies = width / 6;
        var values = new float[grid.Tokens * width];
        for (var token = 0; token < grid.Tokens; token++)
        {
            int[] place = [token / (grid.Y * grid.Z), token / grid.Z % grid.Y, token % grid.Z];
            for (var axis = 0; axis < 3; axis++)
            {
                for (var i = 0; i < frequencies; i++)
                {
                    var (sine, cosine) = Math.SinCos(place[axis] * Math.Pow(Slowest, (double)i / frequencies));
                    var at = (token * width) + (2 * axis * frequencies) + i;
                    values[at] = (float)sine;
                    values[at + frequencies] = (float)cosine;
                }
            }
        }

        return values;
    }
}
