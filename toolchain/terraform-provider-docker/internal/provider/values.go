package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// value is what the pointer points at, or the zero value where the configuration is silent.
func value[T any](pointer *T) T {
	var zero T
	if pointer == nil {
		return zero
	}
	return *pointer
}

// stringsOf lists the strings of a list or set; none when it is null or not known.
func stringsOf(collection interface{ Elements() []attr.Value }) []string {
	var result []string
	for _, element := range collection.Elements() {
		result = append(result, element.(types.String).ValueString())
	}
	return result
}

func stringMap(m types.Map) map[string]string {
	result := map[string]string{}
	for name, element := range m.Elements() {
		result[name] = element.(types.String).ValueString()
	}
	return result
}

func stringValues(words []string) []attr.Value {
	elements := make([]attr.Value, len(words))
	for i, word := range words {
		elements[i] = types.StringValue(word)
	}
	return elements
}

// unlessKnown replaces an unknown value by what the engine chose, and keeps what the configuration says.
func unlessKnown[T attr.Value](current *T, chosen T) {
	if (*current).IsUnknown() {
		*current = chosen
	}
}

func sortedList(names []string) string {
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}
