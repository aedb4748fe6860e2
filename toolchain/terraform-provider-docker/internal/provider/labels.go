package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
)

// labLabel names the lab that an object belongs to; Underlay puts it on all it makes.
const labLabel = "underlay.lab"

type labelModel struct {
	Label string `tfsdk:"label"`
	Value string `tfsdk:"value"`
}

func labelsBlock() schema.SetNestedBlock {
	return schema.SetNestedBlock{
		Description: "Labels of the object: free names and values.",
		NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
			"label": schema.StringAttribute{Description: "Name of the label.", Required: true},
			"value": schema.StringAttribute{Description: "Value of the label.", Required: true},
		}},
		PlanModifiers: []planmodifier.Set{setplanmodifier.RequiresReplace()},
	}
}

func labelMap(labels []labelModel) map[string]string {
	result := make(map[string]string, len(labels))
	for _, l := range labels {
		result[l.Label] = l.Value
	}
	return result
}
