namespace TorchSharp;

/// <summary>Moves of a whole network.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Moves parameters and buffers to a device. An optimiser made before keeps the same parameters, yet its state stays where it was.</summary>
    public static T to<T>(this T module, torch.Device device)
        where T : torch.nn.Module
    {
        module.Move(device, null);
        return module;
    }

    /// <summary>Changes the type of parameters and buffers that are real numbers.</summary>
    public static T to<T>(this T module, torch.ScalarType type)
        where T : torch.nn.Module
    {
        module.Move(null, type);
        return module;
    }
}
