namespace Howdah.Search.Connection;

/// <summary>The text of a small file, read anew when the file has been written since.</summary>
internal sealed class SecretFile(string path)
{
    private const int MaxBytes = 64 * 1024;
    private readonly Lock _lock = new();
    private DateTime _writtenAt = DateTime.MinValue;
    private string? _text;

    /// <summary>Without surrounding white space. A file that has gone keeps its last text: a secret that is being replaced is missing for a moment.</summary>
    /// <exception cref="SearchConfigurationException">It could never be read, is empty, or is larger than 64 KiB.</exception>
    public string Read()
    {
        lock (_lock)
        {
            try
            {
                var file = new FileInfo(Path.GetFullPath(path));
                if (_text is not null && (!file.Exists || file.LastWriteTimeUtc == _writtenAt))
                {
                    return _text;
                }

                if (file.Length > MaxBytes)
                {
                    throw new SearchConfigurationException($"The file '{path}' is larger than {MaxBytes} bytes.");
                }

                var writtenAt = file.LastWriteTimeUtc;
                var text = File.ReadAllText(file.FullName).Trim();
                if (text.Length > 0)
                {
                    (_text, _writtenAt) = (text, writtenAt);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (_text is null)
                {
                    throw new SearchConfigurationException($"The file '{path}' cannot be read: {exception.Message}", exception);
                }
            }

            return _text ?? throw new SearchConfigurationException($"The file '{path}' is empty.");
        }
    }
}
