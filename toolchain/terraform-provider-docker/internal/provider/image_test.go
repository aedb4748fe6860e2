package provider

import (
	"fmt"
	"testing"

	"github.com/docker/docker/api/types/image"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
)

func TestImageDataSource(t *testing.T) {
	data := func(name string) string { return fmt.Sprintf("data \"docker_image\" \"i\" { name = %q }", name) }
	id, err := engine.ImageInspect(t.Context(), testImage)
	if err != nil {
		t.Fatal(err)
	}
	acceptance(t,
		resource.TestStep{Config: data(testImage), Check: resource.ComposeTestCheckFunc(
			resource.TestCheckResourceAttr("data.docker_image.i", "id", id.ID),
			resource.TestCheckResourceAttr("data.docker_image.i", "repo_digest", id.ID))},
		resource.TestStep{Config: data(runName + "-none:1"), ExpectError: words("Image " + runName + "-none:1 is not on the engine")},
		resource.TestStep{Config: data(runName + "-none:1"), ExpectError: words("run `npx underlay setup`")},
	)
}

func TestImageResourceAdoptsALocalImage(t *testing.T) {
	name := unique("img") + ":1"
	if err := engine.ImageTag(t.Context(), testImage, name); err != nil {
		t.Fatal(err)
	}
	config := func(keep bool) string {
		return fmt.Sprintf("resource \"docker_image\" \"i\" {\n name = %q\n keep_locally = %v\n}\n", name, keep)
	}
	acceptance(t,
		resource.TestStep{Config: config(true), Check: resource.TestMatchResourceAttr("docker_image.i", "image_id", words("sha256:"))},
		resource.TestStep{Config: config(true), Destroy: true},
		resource.TestStep{Config: config(false), Check: resource.TestCheckResourceAttrSet("docker_image.i", "repo_digest")},
	)
	if found, err := engine.ImageList(t.Context(), image.ListOptions{}); err != nil || hasTag(found, name) {
		t.Errorf("image %s should be gone: %v", name, err)
	}
}

func hasTag(images []image.Summary, name string) bool {
	for _, i := range images {
		for _, tag := range i.RepoTags {
			if tag == name {
				return true
			}
		}
	}
	return false
}

func TestRepoDigest(t *testing.T) {
	for want, digests := range map[string][]string{
		"sha256:id": nil,
		"a@1":       {"a@1"},
		"b@2":       {"a@1", "b@2"},
	} {
		if got := repoDigest("b", image.InspectResponse{ID: "sha256:id", RepoDigests: digests}); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
