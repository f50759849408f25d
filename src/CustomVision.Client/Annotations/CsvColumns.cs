namespace CustomVision.Annotations;

/// <summary>Which columns of a table contain the path, the tag, the box and the size of the image.</summary>
internal sealed class CsvColumns
{
    private static readonly string[] PathNames = ["path", "file", "filename", "filepath", "image", "imagepath", "imagefile", "imagename", "img", "imgpath"];
    private static readonly string[] TagNames = ["tag", "label", "class", "classname", "category", "tagname", "labelname", "name"];
    private static readonly string[] TagListNames = ["tags", "labels", "classes", "tagnames"];

    private static readonly string[] LeftNames = ["left", "xmin", "x1", "topx", "x", "bboxx", "bboxleft"];
    private static readonly string[] TopNames = ["top", "ymin", "y1", "topy", "y", "bboxy", "bboxtop"];
    private static readonly string[] RightNames = ["right", "xmax", "x2", "bottomx"];
    private static readonly string[] BottomNames = ["bottom", "ymax", "y2", "bottomy"];
    private static readonly string[] WidthNames = ["boxwidth", "bboxwidth", "w"];
    private static readonly string[] HeightNames = ["boxheight", "bboxheight", "h"];

    private CsvColumns()
    {
    }

    public int Path { get; private init; } = -1;

    public int Tag { get; private init; } = -1;

    /// <summary>Whether a cell contains several tags, separated by semicolons.</summary>
    public bool HasTagLists { get; private init; }

    /// <summary>Left, top, right and bottom, or left, top, width and height. Empty if the table has no boxes.</summary>
    public int[] Box { get; private init; } = [];

    public bool HasCorners { get; private init; }

    public int ImageWidth { get; private init; } = -1;

    public int ImageHeight { get; private init; } = -1;

    /// <summary>Whether the first row is a header. Without one, the columns are path, corners and tag, or path and tag.</summary>
    public bool HasHeader { get; private init; }

    /// <summary>Recognizes the columns by the first row; null if it has none that are known.</summary>
    public static CsvColumns? Recognize(IReadOnlyList<string> first)
    {
        string[] names = [.. first.Select(cell => new string(cell.Where(char.IsLetterOrDigit).ToArray()).ToLowerInvariant())];
        int Find(params string[] candidates) => candidates.Select(name => Array.IndexOf(names, name)).Where(index => index >= 0).DefaultIfEmpty(-1).First();
        var path = Find(PathNames);
        if (path < 0)
            return WithoutHeader(first);
        var (left, top, right, bottom) = (Find(LeftNames), Find(TopNames), Find(RightNames), Find(BottomNames));
        var hasCorners = left >= 0 && top >= 0 && right >= 0 && bottom >= 0;
        // With corners, width and height are those of the image. Otherwise, they are those of the box.
        var (boxWidth, boxHeight) = (Find([.. WidthNames, .. hasCorners ? Array.Empty<string>() : ["width"]]), Find([.. HeightNames, .. hasCorners ? Array.Empty<string>() : ["height"]]));
        var hasSizes = !hasCorners && left >= 0 && top >= 0 && boxWidth >= 0 && boxHeight >= 0;
        string[] sizeNames = hasSizes && names[boxWidth] == "width" ? [] : ["width"];
        var tag = Find(TagNames);
        return new CsvColumns
        {
            HasHeader = true,
            Path = path,
            Tag = tag >= 0 ? tag : Find(TagListNames),
            HasTagLists = tag < 0,
            Box = hasCorners ? [left, top, right, bottom] : hasSizes ? [left, top, boxWidth, boxHeight] : [],
            HasCorners = hasCorners,
            ImageWidth = Find(["imagewidth", "imgwidth", .. sizeNames]),
            ImageHeight = Find(["imageheight", "imgheight", .. sizeNames.Length > 0 ? ["height"] : Array.Empty<string>()]),
        };
    }

    private static CsvColumns? WithoutHeader(IReadOnlyList<string> first)
    {
        if (first.Count == 0 || !ImageLocator.IsImage(first[0].Trim()))
            return null;
        if (first.Count is 1 or 2)
            return new CsvColumns { Path = 0, Tag = first.Count == 2 ? 1 : -1 };
        return first.Count == 6 && first.Skip(1).Take(4).All(cell => cell.Trim().Length == 0 || NumberText.Parse(cell) is not null)
            ? new CsvColumns { Path = 0, Box = [1, 2, 3, 4], HasCorners = true, Tag = 5 }
            : null;
    }
}
