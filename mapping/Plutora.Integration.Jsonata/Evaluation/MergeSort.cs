namespace Plutora.Integration.Jsonata.Evaluation;

/// <summary>The reference's merge sort. It compares the same pairs in the same order, which a comparator that is no order can tell.</summary>
internal static class MergeSort
{
    /// <summary>The indexes of the items in order.</summary>
    /// <param name="count">Number of items.</param>
    /// <param name="after">Whether the first of two items belongs after the second.</param>
    /// <param name="run">Bounds the number of comparisons.</param>
    public static int[] Order(int count, Func<int, int, bool> after, Run run)
    {
        var order = new int[count];
        for (var index = 0; index < count; index++)
        {
            order[index] = index;
        }

        Sort(order, new int[count], after, run);
        return order;
    }

    private static void Sort(Span<int> items, Span<int> spare, Func<int, int, bool> after, Run run)
    {
        if (items.Length <= 1)
        {
            return;
        }

        var middle = items.Length / 2;
        Sort(items[..middle], spare[..middle], after, run);
        Sort(items[middle..], spare[middle..], after, run);
        var (left, right, at) = (0, middle, 0);
        while (left < middle && right < items.Length)
        {
            run.Step();
            spare[at++] = after(items[left], items[right]) ? items[right++] : items[left++];
        }

        items[left..middle].CopyTo(spare[at..]);
        items[right..].CopyTo(spare[(at + middle - left)..]);
        spare.CopyTo(items);
    }
}
