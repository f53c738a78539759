namespace Howdah.Kubernetes.Schema;

/// <summary>A node of a schema and where it is.</summary>
/// <param name="Path">For example <c>.spec.members[].name</c>; <c>{}</c> stands for the values of a map.</param>
/// <param name="Node">The node.</param>
/// <param name="Occurrences">How often it can be in one object: the product of the bounds of the lists and maps around it.</param>
internal readonly record struct SchemaPlace(string Path, SchemaNode Node, double Occurrences)
{
    /// <summary>The node and everything below it, parents first.</summary>
    public static IEnumerable<SchemaPlace> Walk(SchemaNode root)
    {
        var open = new Stack<SchemaPlace>([new SchemaPlace("", root, 1)]);
        while (open.TryPop(out var place))
        {
            yield return place;
            foreach (var child in place.Children().Reverse())
            {
                open.Push(child);
            }
        }
    }

    private IEnumerable<SchemaPlace> Children()
    {
        foreach (var (name, schema) in Node.Properties)
        {
            yield return new SchemaPlace($"{Path}.{name}", schema, Occurrences);
        }

        if (Node.Items is not null)
        {
            yield return new SchemaPlace(Path + "[]", Node.Items, Occurrences * (Node.MaxItems ?? CelCost.Unbounded));
        }

        if (Node.AdditionalProperties is not null)
        {
            yield return new SchemaPlace(Path + "{}", Node.AdditionalProperties, Occurrences * (Node.MaxProperties ?? CelCost.Unbounded));
        }
    }
}
