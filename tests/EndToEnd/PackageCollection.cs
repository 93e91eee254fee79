using Xunit;

namespace EndToEnd;

/// <summary>The tests that use the packages: they are packed once for all of them.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<EmbeddingTests.Packages>
{
    /// <summary>Its name.</summary>
    public const string Name = "packages";
}
