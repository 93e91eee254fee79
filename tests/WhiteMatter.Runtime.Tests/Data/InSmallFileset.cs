namespace WhiteMatter.Runtime.Tests.Data;

/// <summary>Tests that each have the small file set in a folder of their own.</summary>
public abstract class InSmallFileset : InFolder
{
    private protected InSmallFileset() => _ = new SmallFileset(Folder);
}
