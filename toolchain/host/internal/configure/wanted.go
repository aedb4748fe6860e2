package configure

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log"
	"os"
	"path/filepath"

	"underlay.local/host/internal/files"
)

// Files of a machine: path and content.
type Files map[string]string

// Both outlive a restart.
var (
	// wantedFile is what the lab asks for, as it was handed over last.
	wantedFile = "/var/lib/underlay/wanted.json"
	// writtenFile lists the files that may be there because they were asked for once.
	writtenFile = "/var/lib/underlay/written.json"
)

// parse a hand-over: {"files": {PATH: CONTENT, …}}.
func parse(text []byte) (Files, error) {
	var wanted struct{ Files Files }
	if err := json.Unmarshal(text, &wanted); err != nil {
		return nil, err
	}
	if len(wanted.Files) == 0 {
		return nil, errors.New("it names no files")
	}
	for path := range wanted.Files {
		if !filepath.IsAbs(path) || filepath.Clean(path) != path {
			return nil, errors.New("it names " + path + ", which is no absolute path")
		}
	}
	return wanted.Files, nil
}

func load(path string) (Files, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return parse(text)
}

func save(path string, asked Files) error {
	text, err := json.Marshal(map[string]Files{"files": asked})
	if err != nil {
		return err
	}
	return files.Replace(path, text, 0o600)
}

// changed are the paths whose content differs between the two, or that only one of them has.
func changed(before, after Files) map[string]bool {
	found := map[string]bool{}
	for path, content := range after {
		if former, has := before[path]; !has || former != content {
			found[path] = true
		}
	}
	for path := range before {
		if _, has := after[path]; !has {
			found[path] = true
		}
	}
	return found
}

// write makes the disk hold these files, and none of those that were asked for before and are no more. Ended anywhere, it does
// the rest when it is called again.
func write(after Files) error {
	var former []string
	text, err := os.ReadFile(writtenFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// A crash may leave it empty when it was new, and nothing was asked for before it.
	if err == nil && json.Unmarshal(text, &former) != nil {
		log.Printf("%s cannot be read, and counts as none", writtenFile)
	}
	all := Files{}
	for _, path := range former {
		all[path] = ""
	}
	for path := range after {
		all[path] = ""
	}
	if err := remember(all); err != nil {
		return err
	}
	for path := range all {
		content, wanted := after[path]
		if !wanted {
			if err := os.Remove(path); err != nil && exists(path) {
				return err
			}
			continue
		}
		if holds(path, content) {
			continue
		}
		if err := files.Replace(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return remember(after)
}

func holds(path, content string) bool {
	there, err := os.ReadFile(path)
	return err == nil && string(there) == content
}

func remember(written Files) error {
	paths := make([]string, 0, len(written))
	for path := range written {
		paths = append(paths, path)
	}
	text, err := json.Marshal(paths)
	if err != nil {
		return err
	}
	return files.Replace(writtenFile, text, 0o644)
}
