namespace WhiteMatter.Imaging.Tests;

/// <summary>Tests that each have a store of volumes in a folder of their own.</summary>
public abstract class InSmallStore : InFolder
{
    private protected InSmallStore() => Files = new SmallStore(Folder);

    private protected SmallStore Files { get; }
}
